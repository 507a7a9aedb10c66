import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesAt, HOST, opusApi, QUARTERS } from '../../test/opus-api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { FaultRule } from '../faults/fault.ts'
import type { OpusModes } from './modes.ts'

const clock = createManualClock()
let emulator: Emulator
let api: ReturnType<typeof opusApi>

const restart = async (opus: Partial<OpusModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { opus } })
  api = opusApi(emulator)
}
beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = opusApi(emulator)
})
afterEach(() => emulator.close())

const later = (seconds: number) => clock.advance(seconds * 1000)
/** A finished image job. */
const image = async () => {
  const uid = await api.image()
  later(22)
  return uid
}
const extensions = async (uid: string) => (await api.result(uid)).urls?.map((file) => file.extension)
const status = async (uid: string) => (await api.result(uid)).status

describe('the gateway', () => {
  const ask = async (headers: Record<string, string>) => {
    const answer = await fetch(`${emulator.urls.opus}/job_result/x`, { headers })
    return { answer, body: (await answer.json()) as { message?: string } }
  }
  const key = 'emulated-key'

  it.each([
    ['no key', {}],
    ['a wrong key', { 'x-rapidapi-key': 'mine', 'x-rapidapi-host': HOST }],
  ])('says 401 to %s, in its own name', async (_, headers) => {
    const { answer, body } = await ask(headers as Record<string, string>)
    expect([answer.status, answer.headers.get('x-rapidapi-proxy-response')]).toEqual([401, 'true'])
    expect(body).toEqual({ message: expect.stringContaining('Invalid API key') })
  })

  it('says 403 to another host, and to an account without a plan', async () => {
    for (const host of [undefined, 'opus5.p.rapidapi.com']) {
      const { answer, body } = await ask({ 'x-rapidapi-key': key, ...(host && { 'x-rapidapi-host': host }) })
      expect([answer.status, body.message]).toEqual([403, 'You are not subscribed to this API.'])
    }
    await restart({ subscription: 'none' })
    expect((await api.post(QUARTERS)).status).toBe(403)
  })

  it('tells the quota with every answer of the service, and 429 when it is used up', async () => {
    await restart({ planRequests: 2 })
    const first = await api.post(QUARTERS)
    const quota = (answer: Response) =>
      ['limit', 'remaining'].map((name) => answer.headers.get(`x-ratelimit-requests-${name}`))
    expect([first.status, quota(first)]).toEqual([200, ['2', '1']])
    expect(first.headers.get('x-rapidapi-proxy-response')).toBeNull()
    const second = await api.call('/job_result/nobody')
    expect([second.status, quota(second)]).toEqual([404, ['2', '0']])
    const third = await api.call('/job_result/nobody')
    expect([third.status, quota(third), third.headers.get('x-rapidapi-proxy-response')]).toEqual([
      429,
      ['2', '0'],
      'true',
    ])
  })

  it('answers for what the service does not have', async () => {
    const answer = await api.call('/job-result/x')
    expect([answer.status, answer.headers.get('x-rapidapi-proxy-response')]).toEqual([404, 'true'])
    expect((await api.call('/process-image')).status).toBe(405)
  })

  it('gives up with a page when it is told to', async () => {
    emulator.faults.add({ route: 'opus.process-image', kind: 'html', status: 504, processed: true })
    const answer = await api.post(QUARTERS)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([504, 'text/html; charset=utf-8'])
    expect(emulator.snapshot().services.opus.jobs).toHaveLength(1)
  })
})

describe('an image job', () => {
  it('is queued, runs, and is completed with its MP4', async () => {
    const uid = await api.image()
    expect(await api.result(uid)).toEqual({ status: 'PENDING', urls: [] })
    later(2)
    expect(await api.result(uid)).toEqual({ status: 'IN_PROGRESS', urls: [] })
    later(20)
    expect(await api.result(uid)).toEqual({
      status: 'COMPLETED',
      urls: [{ url: expect.stringMatching(/^http:\/\/localhost:\d+\/storage\/files\//), extension: 'mp4' }],
    })
  })

  it('has the newer words where the modes say so', async () => {
    await restart({ statusWords: 'title', workers: 4 })
    const route = 'opus.process-image'
    const made = async (fault?: FaultRule) => {
      if (fault) emulator.faults.add(fault)
      return api.image()
    }
    const uids = [
      await made(),
      await made({ route, kind: 'starting-job' }),
      await made({ route, kind: 'stall-job', atPercent: 10 }),
      await made({ route, kind: 'fail-job', code: 'broken' }),
    ]
    const all = () => Promise.all(uids.map(status))
    expect(await all()).toEqual(['Queued', 'Pending', 'Queued', 'Queued'])
    later(5)
    expect(await all()).toEqual(['Running', 'Running', 'Suspended', 'Running'])
    later(17)
    expect(await all()).toEqual(['Completed', 'Completed', 'Suspended', 'Failed'])
  })

  it('fails without a reason, or with one', async () => {
    emulator.faults.add({ route: 'opus.process-image', kind: 'fail-job', code: 'out of memory' })
    const uid = await image()
    expect(await api.result(uid)).toEqual({ status: 'FAILED', urls: [] })
    await restart({ failureMessage: 'sentence' })
    emulator.faults.add({ route: 'opus.process-image', kind: 'fail-job', code: 'out of memory' })
    expect(await api.result(await image())).toEqual({ status: 'FAILED', urls: [], message: 'out of memory' })
  })

  it('fails for a file that is no picture, or is refused', async () => {
    const text = new TextEncoder().encode('not a picture')
    const uid = await api.image(text)
    later(22)
    expect(await status(uid)).toBe('FAILED')
    await restart({ badPicture: 'reject' })
    const answer = await api.post(text)
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { message: 'This is neither a PNG nor a JPEG.' },
    ])
  })

  it('needs the part file1, of no more than the limit', async () => {
    expect((await api.post(QUARTERS, 'file')).status).toBe(400)
    expect((await api.call('/process-image', { method: 'POST', body: '{}' })).status).toBe(400)
    const large = await api.post(new Uint8Array(21 * 1024 * 1024))
    expect([large.status, large.headers.get('x-rapidapi-proxy-response')]).toEqual([413, 'true'])
  })

  it('is unknown when it never was, and when it is forgotten', async () => {
    const unknown = await api.call('/job_result/nobody')
    expect([unknown.status, await unknown.json()]).toEqual([404, { message: 'There is no such job.' }])
    emulator.faults.add({ route: 'opus.process-image', kind: 'forget-job', afterSeconds: 5 })
    const uid = await api.image()
    later(5)
    expect((await api.call(`/job_result/${uid}`)).status).toBe(404)
  })

  it('may leave urls out, or have blank ones, until there is a file', async () => {
    await restart({ unfinishedUrls: 'absent' })
    const uid = await api.image()
    expect(await api.result(uid)).toEqual({ status: 'PENDING' })
    await restart({ unfinishedUrls: 'blank' })
    const other = await image()
    expect((await api.result(other)).urls).toEqual([
      { url: expect.stringContaining('http'), extension: 'mp4' },
      { url: '', extension: 'glb' },
      { url: '', extension: 'ply' },
    ])
  })

  it('may not say that its MP4 is one', async () => {
    await restart({ mp4Extension: false, unfinishedUrls: 'blank' })
    const uid = await image()
    expect(Object.keys((await api.result(uid)).urls?.[0] ?? {})).toEqual(['url'])
    expect(await extensions(uid)).toEqual([undefined, 'glb', 'ply'])
  })

  it('hands out links that live for a day, and new ones when it is asked again', async () => {
    const uid = await image()
    const url = (await api.result(uid)).urls?.[0]?.url ?? ''
    later(24 * 3600 - 1)
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    later(1)
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(403)
    const again = (await api.result(uid)).urls?.[0]?.url
    expect((await bytesAt(again)).length).toBeGreaterThan(1000)
  })
})

describe('an extraction', () => {
  it('shows its file under both ids, behind the MP4, while the image stays completed', async () => {
    const uid = await image()
    const glb = await api.extract('glb', uid)
    expect(glb).not.toBe(uid)
    expect([await status(glb), await status(uid), await extensions(uid)]).toEqual([
      'PENDING',
      'COMPLETED',
      ['mp4'],
    ])
    later(9)
    expect([await status(glb), await status(uid)]).toEqual(['IN_PROGRESS', 'COMPLETED'])
    later(1)
    expect([await extensions(glb), await extensions(uid)]).toEqual([['glb'], ['mp4', 'glb']])
    const ply = await api.extract('gaussian', uid)
    later(10)
    expect([await extensions(ply), await extensions(uid)]).toEqual([['ply'], ['mp4', 'glb', 'ply']])
  })

  it('waits for another of the same image, but for none of other images', async () => {
    const [one, other] = [await api.image(), await api.image()]
    later(22)
    const [first, second] = [await api.extract('glb', one), await api.extract('gaussian', one)]
    const free = await api.extract('glb', other)
    later(10)
    expect([await status(first), await status(second), await status(free)]).toEqual([
      'COMPLETED',
      'IN_PROGRESS',
      'COMPLETED',
    ])
    later(8)
    expect(await status(second)).toBe('COMPLETED')
  })

  it('is refused while another one runs, where the modes say so', async () => {
    await restart({ parallelExtraction: 'conflict' })
    const uid = await image()
    await api.extract('glb', uid)
    expect((await api.extraction('gaussian', uid)).status).toBe(409)
    later(10)
    expect((await api.extraction('gaussian', uid)).status).toBe(200)
  })

  it('is refused before its image is done, of a failed one, and of none', async () => {
    const early = await api.image()
    const answer = await api.extraction('glb', early)
    expect([answer.status, answer.headers.get('x-rapidapi-proxy-response')]).toEqual([400, null])
    emulator.faults.add({ route: 'opus.process-image', kind: 'fail-job', code: 'x' })
    const failed = await image()
    later(22)
    expect((await api.extraction('glb', failed)).status).toBe(400)
    expect((await api.extraction('glb', 'nobody')).status).toBe(404)
    expect((await api.extraction('glb', await api.extract('glb', early))).status).toBe(404)
    const without = { method: 'POST', body: '{}' }
    expect((await api.call('/extract-glb', without)).status).toBe(400)
    expect((await api.call(`/extract-glb?job_uid=${early}`, { method: 'POST' })).status).toBe(400)
    await restart({ earlyExtraction: 409 })
    expect((await api.extraction('glb', await api.image())).status).toBe(409)
  })

  const fail = { route: 'opus.extract-glb', kind: 'fail-job', code: 'no surface' } as const

  it('that fails is seen under both ids, until another one begins', async () => {
    const uid = await image()
    emulator.faults.add(fail)
    const glb = await api.extract('glb', uid)
    later(10)
    expect([await status(glb), await status(uid), await extensions(uid)]).toEqual([
      'FAILED',
      'FAILED',
      ['mp4'],
    ])
    await api.extract('glb', uid)
    expect(await status(uid)).toBe('COMPLETED')
    later(10)
    expect(await extensions(uid)).toEqual(['mp4', 'glb'])
  })

  it('that fails may never be seen under the id of its image', async () => {
    await restart({ failedExtraction: 'invisible' })
    const uid = await image()
    emulator.faults.add(fail)
    const glb = await api.extract('glb', uid)
    later(10_000)
    expect([await status(glb), await status(uid), await extensions(uid)]).toEqual([
      'FAILED',
      'COMPLETED',
      ['mp4'],
    ])
  })

  it('may have no id of its own', async () => {
    await restart({ extractionUid: 'image' })
    const uid = await image()
    expect(await api.extract('glb', uid)).toBe(uid)
    later(10)
    expect(await extensions(uid)).toEqual(['mp4', 'glb'])
    for (const { uid: hidden, kind } of emulator.snapshot().services.opus.jobs)
      expect((await api.call(`/job_result/${hidden}`)).status).toBe(kind === 'image' ? 200 : 404)
  })

  it('that is repeated replaces the older file when it is done', async () => {
    const uid = await image()
    await api.extract('glb', uid)
    later(10)
    const again = await api.extract('glb', uid)
    const path = async () => new URL((await api.result(uid)).urls?.[1]?.url ?? '').pathname
    const before = await path()
    later(10)
    expect(await extensions(uid)).toEqual(['mp4', 'glb'])
    expect([(await path()) === before, (await path()).includes(again)]).toEqual([false, true])
  })
})

describe('a snapshot', () => {
  it('goes on in the middle of an extraction, and makes the same files', async () => {
    const uid = await image()
    const before = await bytesAt((await api.result(uid)).urls?.[0]?.url)
    const glb = await api.extract('glb', uid)
    later(5)
    const requests = emulator.snapshot().services.opus.requests
    const state = JSON.parse(JSON.stringify(emulator.snapshot()))
    await emulator.close()
    emulator = await createEmulator({ clock, state })
    api = opusApi(emulator)
    expect([await status(uid), await status(glb)]).toEqual(['COMPLETED', 'IN_PROGRESS'])
    expect(emulator.snapshot().services.opus.requests).toBe(requests + 2)
    later(5)
    const { urls } = await api.result(uid)
    expect(urls?.map((file) => file.extension)).toEqual(['mp4', 'glb'])
    expect(Buffer.compare(await bytesAt(urls?.[0]?.url), before)).toBe(0)
  })
})
