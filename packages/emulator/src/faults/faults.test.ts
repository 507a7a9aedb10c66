import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Api, connect, fileUrl, signIn, WAVE } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { FaultRule } from './fault.ts'

const clock = createManualClock()
let emulator: Emulator
let api: Api

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

const jobs = async () => (await api.get<{ count: number }>('/job/v1/list')).count
const credits = () => api.fetch('/account/v1/creditBalance')
const add = (rule: FaultRule) => emulator.faults.add(rule)

describe('a broken line', () => {
  it('before the request was processed leaves no job', async () => {
    add({ route: 'saymotion.process', kind: 'drop-request' })
    await expect(api.start(WAVE)).rejects.toThrow('fetch failed')
    expect(await jobs()).toBe(0)
  })

  it('after it was processed leaves a job that nobody was told of', async () => {
    add({ route: 'saymotion.process', kind: 'drop-reply' })
    await expect(api.start(WAVE)).rejects.toThrow('fetch failed')
    expect(await jobs()).toBe(1)
  })

  it('within the body shows as a body that is too short', async () => {
    add({ route: 'saymotion.credits', kind: 'truncate' })
    const answer = await credits()
    expect(answer.status).toBe(200)
    await expect(answer.text()).rejects.toThrow()
  })

  it('within a file leaves a part to go on from', async () => {
    const rid = await api.start(WAVE)
    clock.advance(100_000)
    const url = fileUrl((await api.download(rid))[0], 'bvh')
    add({ route: 'storage.file', kind: 'truncate', afterBytes: 9 })
    const answer = await fetch(url)
    const reader = answer.body?.getReader()
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString()).toBe('HIERARCHY')
    await expect(reader?.read()).rejects.toThrow()
    const rest = await fetch(url, { headers: { range: 'bytes=9-' } })
    expect((await rest.arrayBuffer()).byteLength).toBe(Number(answer.headers.get('content-length')) - 9)
  })
})

describe('a wrong answer', () => {
  it.each([401, 429, 502, 503, 504])('with status %d comes instead of the right one', async (status) => {
    add({ route: 'saymotion.process', kind: 'status', status, retryAfterSeconds: 7 })
    const answer = await api.fetch('/job/v1/process/text2motion', {
      method: 'POST',
      body: JSON.stringify({ params: WAVE }),
    })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([status, '7'])
    expect(await answer.json()).toEqual({ message: `Scripted fault: ${status}` })
    expect(await jobs()).toBe(0)
  })

  it('may come although the request was processed', async () => {
    add({ route: 'saymotion.process', kind: 'status', status: 502, processed: true })
    await expect(api.start(WAVE)).rejects.toThrow('502')
    add({ route: 'saymotion.process', kind: 'html', status: 504, processed: true })
    await expect(api.start(WAVE)).rejects.toThrow('504')
    expect(await jobs()).toBe(2)
  })

  it.each([200, 503])('is a page of a proxy with status %d', async (status) => {
    add({ route: 'saymotion.credits', kind: 'html', status })
    const answer = await credits()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
    expect(await answer.text()).toContain('<!doctype html>')
  })

  it('is JSON that ends too early', async () => {
    add({ route: 'saymotion.credits', kind: 'malformed-json' })
    const answer = await credits()
    expect(answer.headers.get('content-type')).toBe('application/json')
    await expect(answer.json()).rejects.toThrow(SyntaxError)
  })

  it('that is only late comes when its time has come', async () => {
    add({ route: 'saymotion.credits', kind: 'delay', seconds: 30 })
    let answered = false
    const answer = credits().then((reply) => {
      answered = true
      return reply.status
    })
    await vi.waitFor(() => expect(emulator.journal.count({ route: 'saymotion.credits' })).toBe(1))
    await api.get('/job/v1/list')
    expect(answered).toBe(false)
    clock.advance(30_000)
    expect(await answer).toBe(200)
  })
})

describe('a session that is cut short', () => {
  it('ends before its cookie says so', async () => {
    add({ route: 'saymotion.auth', kind: 'short-session', minutes: 5 })
    const cookie = await signIn(emulator)
    const ask = async () => (await api.fetch('/job/v1/list', { headers: { cookie } })).status
    clock.advance(299_000)
    expect(await ask()).toBe(200)
    clock.advance(1000)
    expect(await ask()).toBe(401)
    expect((await credits()).status).toBe(200)
  })
})

describe('a job that goes wrong', () => {
  const made = async (rule: FaultRule) => {
    add(rule)
    const rid = await api.start(WAVE)
    return async (seconds: number) => {
      clock.advance(seconds * 1000)
      return (await api.status(rid))[0]
    }
  }
  const route = 'saymotion.process'

  it('fails with the code it is told', async () => {
    const after = await made({ route, kind: 'fail-job', code: '599', atPercent: 75 })
    expect((await after(10))?.status).toBe('PROGRESS')
    expect(await after(1)).toMatchObject({ status: 'FAILURE', details: { exc_message: ['599'] } })
  })

  it('stalls at a percent for ever, and can be canceled', async () => {
    const after = await made({ route, kind: 'stall-job', atPercent: 40 })
    expect((await after(3000))?.details).toEqual({ step: 40, total: 100 })
    const rid = (await after(0))?.rid ?? ''
    expect(await api.get(`/job/v1/cancel/${rid}`)).toEqual({ result: true })
    expect((await after(0))?.status).toBe('FAILURE')
  })

  it('is tried again in the middle and succeeds', async () => {
    const after = await made({ route, kind: 'retry-job', code: '498', fromPercent: 25, untilPercent: 50 })
    expect((await after(4))?.status).toBe('PROGRESS')
    expect(await after(1)).toMatchObject({ status: 'RETRY', details: { exc_message: ['498'] } })
    expect((await after(3))?.status).toBe('PROGRESS')
    expect((await after(6))?.status).toBe('SUCCESS')
  })

  it('says STARTING while it waits', async () => {
    const after = await made({ route, kind: 'starting-job' })
    expect(await after(0)).toMatchObject({ status: 'STARTING', details: {} })
    expect((await after(3))?.status).toBe('PROGRESS')
  })

  it('is forgotten by the service', async () => {
    const after = await made({ route, kind: 'forget-job', afterSeconds: 5 })
    expect((await after(4))?.status).toBe('PROGRESS')
    expect(await after(1)).toBeUndefined()
    expect(await jobs()).toBe(0)
  })
})

describe('a script of faults', () => {
  it('hits the call it is told and no other', async () => {
    add({ route: 'saymotion.credits', call: 2, kind: 'status', status: 503 })
    const statuses = []
    for (let call = 1; call <= 3; call += 1) statuses.push((await credits()).status)
    expect(statuses).toEqual([200, 503, 200])
    expect(emulator.faults.list()).toEqual([])
  })

  it('hits every call until it is removed', async () => {
    const id = add({ route: 'saymotion.*', call: 'every', kind: 'status', status: 503 })
    expect([(await credits()).status, (await api.fetch('/job/v1/list')).status]).toEqual([503, 503])
    expect([emulator.faults.remove(id), emulator.faults.remove(id)]).toEqual([true, false])
    expect((await credits()).status).toBe(200)
  })

  it('adds up: several faults can hit one call', async () => {
    add({ route: '*', kind: 'stall-job', atPercent: 10 })
    add({ route: '*', kind: 'drop-reply' })
    await expect(api.start(WAVE)).rejects.toThrow('fetch failed')
    clock.advance(1_000_000)
    const [job] = emulator.snapshot().services.saymotion.jobs
    expect(job?.script).toEqual({ stallAtPercent: 10 })
  })

  it.each([
    [{ route: 'saymotion.nothing', kind: 'drop-reply' }, 'There is no route saymotion.nothing'],
    [
      { route: 'saymotion.credits', kind: 'fail-job', code: '101' },
      'has no effect on saymotion.credits: it makes no job',
    ],
    [{ route: '*', kind: 'status', status: 'bad' }, 'The `status` of a fault of kind status is a number'],
    [{ route: '*', kind: 'explode' }, "A fault's `kind` is one of"],
    [{ route: '*', kind: 'delay', seconds: 1, minutes: 2 }, 'has no field `minutes`'],
    [{ route: '*', kind: 'drop-reply', call: 0 }, 'a whole number from 1'],
  ])('refuses %j', (rule, message) => {
    expect(() => add(JSON.parse(JSON.stringify(rule)))).toThrow(message)
  })
})
