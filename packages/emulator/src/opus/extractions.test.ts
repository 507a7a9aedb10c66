import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { opusApi } from '../../test/opus-api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
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
