import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, connect, fileUrl, WAVE } from '../../test/api.ts'
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
const made = async (...params: readonly string[]) => {
  const rid = await api.start([...WAVE, ...params])
  clock.advance(100_000)
  return rid
}
const bytesOf = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer())
const names = (links: Awaited<ReturnType<Api['download']>>) =>
  links.map((link) => link.urls?.map((group) => group.name))

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connect(emulator)
})
afterEach(() => emulator.close())

describe('a download', () => {
  it('of a job that is not finished is its id alone', async () => {
    const rid = await api.start(WAVE)
    expect(await api.download(rid)).toEqual([{ rid }])
    await restart({ unfinishedLink: 'lenient' })
    const other = await api.start(WAVE)
    expect(await api.download(other)).toEqual([{ rid: other, urls: [] }])
    expect(await api.download('nobody')).toEqual([])
  })

  it('names one file in each object', async () => {
    const rid = await made()
    const [link] = await api.download(rid)
    const files = link?.urls?.flatMap((group) => group.files) ?? []
    expect(files.map((file) => Object.keys(file))).toEqual([['bvh'], ['fbx'], ['glb'], ['mp4']])
    expect(link).toMatchObject({ rid, variantDownloadStatus: true, renderJobList: [] })
  })

  it('has no fbx where none was wanted, and intermediates where the modes say so', async () => {
    await restart({ intermediates: true })
    const [link] = await api.download(await made('skipFBX=1'))
    expect(link?.urls?.map((group) => group.name)).toEqual(['motion_v1', 'inter_poses_v1'])
    expect(fileUrl(link, 'fbx')).toBe('')
  })
})

describe('variants', () => {
  it('belong to the ids by position', async () => {
    const [one, two] = [await made('numVariant=3'), await made('numVariant=3')]
    expect(names(await api.download(`${one},${two}`, '?variant_id=2,3'))).toEqual([
      ['motion_v2'],
      ['motion_v3'],
    ])
  })

  it('of one job come together under its id, repeated', async () => {
    const rid = await made('numVariant=2')
    expect(names(await api.download(`${rid},${rid}`, '?variant_id=1,2'))).toEqual([
      ['motion_v1'],
      ['motion_v2'],
    ])
  })

  it('are charged once, when they are downloaded', async () => {
    const rid = await made('numVariant=2')
    const charged = async () =>
      (await api.get<{ list: { chargedAmount: number }[] }>('/job/v1/list')).list[0]?.chargedAmount
    for (const id of [1, 2, 2]) await api.download(rid, `?variant_id=${id}`)
    expect(await charged()).toBe(2)
  })

  it('that do not exist and that cannot be paid are told by a flag, not by the status', async () => {
    await restart({ credits: 2 })
    const rid = await made('numVariant=3')
    expect(await api.download(rid, '?variant_id=4')).toMatchObject([
      { variantDownloadStatus: false, urls: [] },
    ])
    expect((await api.download(rid, '?variant_id=2'))[0]?.variantDownloadStatus).toBe(true)
    expect((await api.download(rid, '?variant_id=3'))[0]?.variantDownloadStatus).toBe(false)
  })

  it('come all together where the modes say so', async () => {
    const rid = await made('numVariant=2')
    expect(names(await api.download(rid))).toEqual([['motion_v1']])
    await restart({ withoutVariantId: 'all' })
    expect(names(await api.download(await made('numVariant=2')))).toEqual([['motion_v1', 'motion_v2']])
  })
})

describe('a result file', () => {
  it('needs no session, minds none, and answers HEAD and ranges', async () => {
    const [link] = await api.download(await made())
    const url = fileUrl(link, 'bvh')
    const whole = await bytesOf(url)
    const head = await fetch(url, {
      method: 'HEAD',
      headers: { cookie: 'dmsess=x', authorization: 'Basic x' },
    })
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, whole.byteLength])
    const part = await fetch(url, { headers: { range: 'bytes=0-8' } })
    expect([part.status, await part.text()]).toEqual([206, 'HIERARCHY'])
    const rest = await fetch(url, {
      headers: { range: 'bytes=9-', 'if-range': head.headers.get('etag') ?? '' },
    })
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(whole.subarray(9))
  })

  it('is refused after the life of its link, and a new link gives it again', async () => {
    const rid = await made()
    const url = fileUrl((await api.download(rid))[0], 'bvh')
    const bytes = await bytesOf(url)
    clock.advance(3_600_000)
    expect((await fetch(url)).status).toBe(403)
    api = await connect(emulator)
    expect(await bytesOf(fileUrl((await api.download(rid))[0], 'bvh'))).toEqual(bytes)
  })

  it('is refused under a link that was changed', async () => {
    const url = fileUrl((await api.download(await made('numVariant=2')))[0], 'bvh')
    expect((await fetch(url.replaceAll('/1/motion_v1', '/2/motion_v2'))).status).toBe(403)
  })

  it('depends on every parameter', async () => {
    const settings = [
      [],
      ['dis=s'],
      ['footLockingMode=never'],
      ['poseFilteringStrength=0.5'],
      ['requestedAnimationDuration=1'],
    ]
    const motions = new Set<string>()
    for (const params of settings) {
      const [link] = await api.download(await made(...params))
      motions.add((await bytesOf(fileUrl(link, 'bvh'))).toString())
    }
    expect(motions.size).toBe(settings.length)
  })
})
