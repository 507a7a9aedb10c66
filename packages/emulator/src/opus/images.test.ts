import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bytesAt, opusApi, QUARTERS } from '../../test/opus-api.ts'
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
