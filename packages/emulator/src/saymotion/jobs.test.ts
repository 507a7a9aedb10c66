import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, connect, MODEL, WAVE } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { SayMotionModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator
let api: Api

const restart = async (saymotion: Partial<SayMotionModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { saymotion } })
  api = await connect(emulator)
}
const finish = () => clock.advance(100_000)
const refusal = async (params: readonly string[], processor = 'text2motion') => {
  const answer = await api.fetch(`/job/v1/process/${processor}`, {
    method: 'POST',
    body: JSON.stringify({ params }),
  })
  return [answer.status, ((await answer.json()) as { message?: string }).message]
}

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

describe('a job', () => {
  it('waits its turn, runs and succeeds', async () => {
    const [first, second, third] = [await api.start(WAVE), await api.start(WAVE), await api.start(WAVE)]
    const positions = (await api.status(first, second, third)).map((entry) => entry.positionInQueue)
    expect(positions).toEqual([1, 2, 3])
    clock.advance(8000)
    expect(await api.status(first, third)).toEqual([
      { rid: first, status: 'PROGRESS', details: { step: 50, total: 100 }, positionInQueue: 0 },
      { rid: third, status: 'PROGRESS', details: { step: 0, total: 100 }, positionInQueue: 1 },
    ])
    clock.advance(6000)
    const [done, running] = await api.status(first, third)
    expect(done).toEqual({
      rid: first,
      status: 'SUCCESS',
      details: {
        in: [],
        In: [],
        out: ['motion_v1.bvh', 'motion_v1.fbx', 'motion_v1.glb', 'motion_v1.mp4'],
      },
    })
    expect(running?.positionInQueue).toBe(0)
  })

  it('is missing from a batch when its id is unknown', async () => {
    const rid = await api.start(WAVE)
    const body = await api.get<{ count: number; status: { rid: string }[] }>(`/job/v1/status/nobody,${rid}`)
    expect([body.count, body.status.map((entry) => entry.rid)]).toEqual([1, [rid]])
    expect(await api.get('/job/v1/status/nobody')).toEqual({ count: 0, status: [] })
  })

  it('is found under doubled slashes', async () => {
    const rid = await api.start(WAVE)
    expect(await api.get(`//job/v1//status/${rid}`)).toMatchObject({ count: 1 })
  })

  it('canceled in the queue fails with a type of its own, and lets the others move up', async () => {
    const rids = [await api.start(WAVE), await api.start(WAVE), await api.start(WAVE), await api.start(WAVE)]
    clock.advance(3000)
    const third = rids[2] ?? ''
    expect(await api.get(`/job/v1/cancel/${third}`)).toEqual({ result: true })
    expect(await api.get(`/job/v1/cancel/${third}`)).toEqual({ result: false })
    const [canceled, fourth] = await api.status(third, rids[3] ?? '')
    expect(canceled).toEqual({
      rid: third,
      status: 'FAILURE',
      details: { exc_message: ['revoked'], exc_type: 'TaskRevokedError' },
    })
    expect(fourth?.positionInQueue).toBe(1)
    expect(await api.get('/job/v1/cancel/nobody')).toEqual({ result: false })
  })

  it('canceled vanishes where the modes say so', async () => {
    await restart({ canceled: 'vanish' })
    const rid = await api.start(WAVE)
    await api.get(`/job/v1/cancel/${rid}`)
    expect(await api.status(rid)).toEqual([])
    expect(await api.get('/job/v1/list')).toEqual({ count: 0, list: [] })
  })
})

describe('credits', () => {
  const credits = async () => (await api.get<{ credits: number }>('/account/v1/creditBalance')).credits

  it('are charged by the job, and given back for a failed or canceled one', async () => {
    await restart({ credits: 10.5 })
    emulator.faults.add({ route: 'saymotion.process', call: 2, kind: 'fail-job', code: '501' })
    const [rid] = [await api.start(WAVE), await api.start(WAVE)]
    expect(await credits()).toBe(8.5)
    finish()
    expect(await credits()).toBe(9.5)
    const render = await api.start([`t2m_rid=${rid}`], 'render')
    expect(await credits()).toBe(9)
    await api.get(`/job/v1/cancel/${render}`)
    expect(await credits()).toBe(9.5)
    const { list } = await api.get<{ list: { chargedAmount: number }[] }>('/job/v1/list')
    expect(list.map((entry) => entry.chargedAmount)).toEqual([1, 0, 0])
  })

  it('that do not reach let the job fail with 101', async () => {
    await restart({ credits: 1.5, failureMessage: 'code' })
    await api.start(WAVE)
    const poor = await api.start(WAVE)
    finish()
    expect((await api.status(poor))[0]).toMatchObject({
      status: 'FAILURE',
      details: { exc_message: '101' },
    })
    expect(await credits()).toBe(0.5)
  })

  it('come with the plan and its limits', async () => {
    await restart({ maxVariantsGeneration: 4 })
    expect(await api.get('/account/v1/creditBalance')).toMatchObject({
      subscription: { featureLimits: { maxVariantsGeneration: 4 } },
    })
    expect(await refusal([...WAVE, 'numVariant=5'])).toEqual([400, 'numVariant is a number from 1 to 4.'])
  })
})

describe('a list', () => {
  it('is of all jobs, of some statuses, or of a processor too', async () => {
    const rid = await api.start([...WAVE, 'numVariant=2'])
    clock.advance(30_000)
    await api.start([`t2m_rid=${rid}`], 'render')
    const list = async (path: string) =>
      (await api.get<{ list: { processor: string }[] }>(`/job/v1/list${path}`)).list
    expect((await list('')).length).toBe(2)
    expect((await list('/SUCCESS,FAILURE')).map((job) => job.processor)).toEqual(['text2motion'])
    expect(await list('/SUCCESS,PROGRESS,FAILURE/render')).toMatchObject([
      { processor: 'render', status: 'PROGRESS' },
    ])
    expect((await list('/SUCCESS'))[0]).toEqual({
      rid,
      processor: 'text2motion',
      status: 'SUCCESS',
      parameters: { prompt: 'a person waves', model: MODEL, numVariant: '2' },
      processingInfo: { queueTime: 2000, processingTime: 18_000 },
      variants: { '1': { download: true }, '2': { download: false } },
      chargedAmount: 1,
      ctime: clock.now() - 30_000,
      mtime: clock.now() - 10_000,
    })
  })
})

describe('an import from Animate 3D', () => {
  it('makes a job of its own', async () => {
    const body = { model: MODEL, params: ['trackFace=0'] }
    const { rid } = await api.post<{ rid: string }>('/job//v1/import/animate3d/77-88', body)
    finish()
    expect((await api.status(rid))[0]?.status).toBe('SUCCESS')
  })

  it('needs a model', async () => {
    await expect(api.post('/job/v1/import/animate3d/77-88', { params: [] })).rejects.toThrow('400')
  })
})
