import { unzipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Animate3dApi, bytesOf, connectAnimate3d, footage, namesOf } from '../../test/animate3d-api.ts'
import { MODEL } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { Animate3dModes } from './modes.ts'

// Films are made in this process, and machines differ.
vi.setConfig({ testTimeout: 60_000 })

const clock = createManualClock()
const clip = footage(1)
let emulator: Emulator
let api: Animate3dApi

const restart = async (animate3d: Partial<Animate3dModes>) => {
  await emulator.close()
  emulator = await createEmulator({ clock, modes: { animate3d } })
  api = await connectAnimate3d(emulator)
}
const finish = () => clock.advance(100_000)
const person = (trackingId: string, modelId = MODEL) => ({ trackingId, modelId })
const models = (...people: readonly object[]) => `models=${JSON.stringify(people)}`
const BOTH = models(person('001'), person('002'))

async function detect(): Promise<string> {
  const rid = await api.start({ url: await api.upload(clip) }, ['pipeline=mp_detection'])
  finish()
  return rid
}
async function refusal(rid: string, ...params: readonly string[]): Promise<number> {
  const body = { processor: 'video2anim', rid_mp_detection: rid, params }
  return (await api.fetch('/process', { method: 'POST', body: JSON.stringify(body) })).status
}

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connectAnimate3d(emulator)
})
afterEach(() => emulator.close())

describe('a detection', () => {
  it('finds people and shows each of them', async () => {
    await restart({ persons: 3 })
    const [link] = await api.download(await detect())
    expect(link?.mode).toBe(0)
    expect(namesOf(link)).toEqual([
      'characters_detection_result.cdsave',
      'thumbnail_character_001.png',
      'thumbnail_character_002.png',
      'thumbnail_character_003.png',
    ])
    const result = JSON.parse(
      new TextDecoder().decode(await bytesOf(link, 'characters_detection_result.cdsave')),
    ) as { detectionResults: { id: number }[][] }
    expect(result.detectionResults).toHaveLength(30)
    expect(result.detectionResults[0]?.map(({ id }) => id)).toEqual([1, 2, 3])
  })

  it('of a video in which nobody is fails', async () => {
    await restart({ persons: 0 })
    const [entry] = await api.status(await detect())
    expect(entry?.details['exc_message']).toEqual(['513'])
  })
})

describe('the second phase', () => {
  it('keeps the id of the detection and begins anew', async () => {
    const rid = await detect()
    expect(await api.start({ rid_mp_detection: rid }, [BOTH])).toBe(rid)
    expect((await api.status(rid))[0]?.status).toBe('PROGRESS')
    expect(await api.download(rid)).toEqual([{ rid }])
    finish()
    const [link] = await api.download(rid)
    expect(link).toMatchObject({ mode: 1, models: [person('001'), person('002')] })
    expect((await api.get<{ list: object[] }>('/list')).list).toMatchObject([{ rid, mode: 1 }])
  })

  it('still tells the success of the detection where the modes say so', async () => {
    await restart({ staleSuccessSeconds: 8 })
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [BOTH])
    clock.advance(7000)
    expect((await api.status(rid))[0]).toMatchObject({ status: 'SUCCESS' })
    expect((await api.download(rid))[0]?.mode).toBe(0)
    clock.advance(1000)
    expect((await api.status(rid))[0]).toMatchObject({ status: 'PROGRESS' })
  })

  it('gives each person a motion, and everybody one archive', async () => {
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [BOTH, 'formats=bvh,fbx,glb,mp4,dmpe'])
    finish()
    const [link] = await api.download(rid)
    const each = ['bvh', 'fbx', 'glb', 'dmpe']
    expect(namesOf(link)).toEqual([
      'dance.mp4',
      ...each.map((type) => `dance_001.${type}`),
      ...each.map((type) => `dance_002.${type}`),
      ...each.map((type) => `all_characters.${type}`),
    ])
    expect(await bytesOf(link, 'dance_001.bvh')).not.toEqual(await bytesOf(link, 'dance_002.bvh'))
    const inside = unzipSync(await bytesOf(link, 'all_characters.fbx'))
    expect(Object.keys(inside)).toEqual(['dance_001.fbx', 'dance_002.fbx'])
    expect(new TextDecoder().decode(inside['dance_001.fbx']?.subarray(0, 18))).toBe('Kaydara FBX Binary')
  })

  it('takes strict JSON, and the notation that the document prints', async () => {
    const rid = await detect()
    const loose = `models=[{trackingId:"001", modelId:"${MODEL}"}, {trackingId: '002', modelId: '${MODEL}'},]`
    await api.start({ rid_mp_detection: rid }, [loose])
    finish()
    expect((await api.download(rid))[0]?.models).toHaveLength(2)
  })

  it('takes some of the people, and lets the one character of a single job pass', async () => {
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [models(person('002')), `model=${MODEL}`, 'formats=bvh'])
    finish()
    expect(namesOf((await api.download(rid))[0])).toEqual(['dance_002.bvh', 'all_characters.bvh'])
  })

  it('is refused for people who are not there, twice, too many or none', async () => {
    const rid = await detect()
    expect(await refusal(rid)).toBe(400)
    expect(await refusal(rid, models())).toBe(400)
    expect(await refusal(rid, models(person('003')))).toBe(400)
    expect(await refusal(rid, models(person('001'), person('001')))).toBe(400)
    expect(await refusal(rid, 'models=nonsense')).toBe(400)
    expect(await refusal(rid, models(...Array.from({ length: 17 }, () => person('001'))))).toBe(400)
    const single = await api.start({ url: await api.upload(clip) })
    finish()
    expect(await refusal(single, BOTH)).toBe(400)
  })

  it('fails for a character that is not there, and can be tried again', async () => {
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [models(person('001', 'nobody'))])
    finish()
    expect((await api.status(rid))[0]).toMatchObject({ status: 'FAILURE' })
    await api.start({ rid_mp_detection: rid }, [BOTH])
    finish()
    expect((await api.status(rid))[0]).toMatchObject({ status: 'SUCCESS' })
  })
})

describe('a re-run of several people', () => {
  it('needs no detection and no models, and has an id of its own unless told', async () => {
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [BOTH])
    finish()
    const again = await api.start({ rid }, ['formats=bvh'])
    expect(again).not.toBe(rid)
    finish()
    expect((await api.download(again))[0]).toMatchObject({ mode: 1, models: [person('001'), person('002')] })

    await restart({ multiPersonRerun: 'same-rid' })
    const other = await detect()
    await api.start({ rid_mp_detection: other }, [BOTH])
    finish()
    expect(await api.start({ rid: other }, ['formats=bvh'])).toBe(other)
  })
})

describe('a pose file', () => {
  type Poses = readonly {
    readonly trackingId?: string
    readonly modifiedVersionReadUrl: string | null
    readonly modifiedVersionWriteUrl: string
  }[]
  const poses = (rid: string) => api.get<Poses>(`/pesave/getUrls/${rid}`)
  const bvh = async (rid: string) => bytesOf((await api.download(rid))[0], 'dance.bvh')

  it('is there for each person', async () => {
    const rid = await detect()
    await api.start({ rid_mp_detection: rid }, [BOTH])
    finish()
    expect(await poses(rid)).toMatchObject([
      { trackingId: '001', modifiedVersionReadUrl: null },
      { trackingId: '002', modifiedVersionReadUrl: null },
    ])
  })

  it('that was corrected can be read, and changes the motion of a re-run', async () => {
    const rid = await api.start({ url: await api.upload(clip) })
    finish()
    const [before] = await poses(rid)
    expect(before?.trackingId).toBeUndefined()
    const same = await api.start({ rid })
    await fetch(before?.modifiedVersionWriteUrl ?? '', { method: 'PUT', body: 'corrected' })
    const [after] = await poses(rid)
    expect(await (await fetch(after?.modifiedVersionReadUrl ?? '')).text()).toBe('corrected')
    const changed = await api.start({ rid })
    finish()
    expect(await bvh(same)).toEqual(await bvh(rid))
    expect(await bvh(changed)).not.toEqual(await bvh(rid))
  })

  it('is not there for a job without a result', async () => {
    expect((await api.fetch('/pesave/getUrls/nobody')).status).toBe(404)
  })
})
