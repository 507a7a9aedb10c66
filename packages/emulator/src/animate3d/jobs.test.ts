import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Animate3dApi, bytesOf, connectAnimate3d, footage, namesOf } from '../../test/animate3d-api.ts'
import { MODEL } from '../../test/api.ts'
import { createManualClock } from '../clock.ts'
import { createEmulator, type Emulator } from '../emulator.ts'
import { toPng } from '../files/png.ts'
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
const refusal = async (body: object) => {
  const answer = await api.fetch('/process', {
    method: 'POST',
    body: JSON.stringify({ processor: 'video2anim', params: [], ...body }),
  })
  return [answer.status, ((await answer.json()) as { message?: string }).message]
}
/** Frames of the BVH that a job gives. */
const framesOf = async (rid: string) => {
  const [link] = await api.download(rid)
  const name = namesOf(link).find((file) => file.endsWith('.bvh')) ?? ''
  return Number(/Frames: (\d+)/.exec(new TextDecoder().decode(await bytesOf(link, name)))?.[1])
}
const failure = async (rid: string) => {
  finish()
  return (await api.status(rid))[0]?.details['exc_message']
}

beforeEach(async () => {
  emulator = await createEmulator({ clock })
  api = await connectAnimate3d(emulator)
})
afterEach(() => emulator.close())

describe('footage', () => {
  it('tells what it is', async () => {
    const url = await api.upload(clip)
    expect(await api.post('/videoInfo', { url })).toEqual({
      width: 64,
      height: 48,
      fps: 30,
      duration: 1,
      codec: 'h264',
      size: clip.byteLength,
    })
    const picture = await api.upload(toPng(3, 2, new Uint8Array(24)), 'me.png')
    expect(await api.post('/videoInfo', { url: picture })).toMatchObject({
      width: 3,
      height: 2,
      codec: 'png',
    })
  })

  it('that was never uploaded lets the job fail, as does what is no video', async () => {
    const { url } = await api.get<{ url: string }>('/upload?name=nothing.mp4&resumable=1')
    expect(await failure(await api.start({ url }))).toEqual(['201'])
    expect(await failure(await api.start({ url: 'https://videos.example.com/dance.mp4' }))).toEqual(['201'])
    const garbage = await api.upload(new TextEncoder().encode('no video'))
    expect(await failure(await api.start({ url: garbage }))).toEqual(['202'])
    expect(await refusal({ url: 'dance.mp4' })).toEqual([400, 'This is no http(s) URL: dance.mp4'])
  })

  it('decides the motion: the same bytes give the same, others another', async () => {
    const [first, same, other] = [
      await api.start({ url: await api.upload(clip) }),
      await api.start({ url: await api.upload(clip) }),
      await api.start({ url: await api.upload(footage(1, 2)) }),
    ]
    finish()
    const bvhs = await Promise.all(
      [first, same, other].map(async (rid) => bytesOf((await api.download(rid))[0], 'dance.bvh')),
    )
    expect(bvhs[0]).toEqual(bvhs[1])
    expect(bvhs[0]).not.toEqual(bvhs[2])
  })

  it.each([
    [[], 60],
    [['trim=0.5,1'], 15],
    [['trim=1,2.6'], 30],
    [['videoSpeedMultiplier=2'], 30],
    [['poseEstimation.videoSpeedMultiplier=4', 'trim=0,1'], 8],
  ])('with %j is so many frames long', async (params, frames) => {
    const rid = await api.start({ url: await api.upload(footage(2)) }, params)
    finish()
    expect(await framesOf(rid)).toBe(frames)
  })

  it('that does not move gives one frame and a picture', async () => {
    const url = await api.upload(toPng(8, 8, new Uint8Array(256).fill(9)), 'pose.png')
    const rids = [
      await api.start({ url }),
      await api.start({ url }, ['formats=bvh,fbx,glb,jpg']),
      await api.start({ url }, ['formats=mp4']),
    ]
    finish()
    const links = await api.download(rids.join(','))
    expect(links.map(namesOf)).toEqual([
      ['pose.bvh', 'pose.fbx', 'pose.glb', 'pose.png'],
      ['pose.bvh', 'pose.fbx', 'pose.glb', 'pose.jpg'],
      ['pose.png'],
    ])
    expect(await framesOf(rids[1] ?? '')).toBe(1)
    expect((await bytesOf(links[1], 'pose.jpg')).slice(0, 2)).toEqual(Uint8Array.of(0xff, 0xd8))
  })

  it('can be read again from the link of its job', async () => {
    const rid = await api.start({ url: await api.upload(clip) })
    finish()
    const [link] = await api.download(rid)
    expect(new Uint8Array(await (await fetch(link?.input ?? '')).arrayBuffer())).toEqual(clip)
    expect(link).toMatchObject({ name: 'dance.mp4', size: clip.byteLength, duration: 1, mode: 0 })
  })
})

describe('a job', () => {
  it('needs one source and the one processor', async () => {
    const url = await api.upload(clip)
    const one = 'The body needs one of url, rid and rid_mp_detection.'
    expect(await refusal({})).toEqual([400, one])
    expect(await refusal({ url, rid: 'a' })).toEqual([400, one])
    expect(await refusal({ url, processor: 'text2motion' })).toEqual([
      400,
      'There is no processor text2motion.',
    ])
    expect(await refusal({ rid: 'nobody' })).toEqual([400, 'The job nobody has no result.'])
    expect((await refusal({ url, params: 'config' }))[0]).toBe(400)
  })

  it('is found in a batch and in the list, and a link without urls until it is done', async () => {
    const url = await api.upload(clip)
    const [first, second] = [await api.start({ url }), await api.start({ url })]
    expect(await api.status(first, 'nobody', second)).toHaveLength(2)
    expect(await api.download(`${first},nobody`)).toEqual([{ rid: first }])
    clock.advance(3000)
    const listed = await api.get<{ count: number; list: object[] }>('/list/PROGRESS,FAILURE')
    expect(listed.count).toBe(2)
    expect(listed.list[0]).toEqual({
      rid: first,
      fileName: 'dance.mp4',
      fileSize: clip.byteLength,
      fileDuration: 1,
      status: 'PROGRESS',
      ctime: clock.now() - 3000,
      mtime: clock.now() - 1000,
    })
    expect(await api.get('/list/SUCCESS')).toEqual({ count: 0, list: [] })
  })

  it.each([
    ['formats=obj'],
    ['trim=2,1'],
    ['trim=5,6'],
    ['crop=0.9,0,0.1,1'],
    ['crop=0,0,2,1'],
    ['sim=yes'],
    ['videoSpeedMultiplier=9'],
    ['poseFilteringStrength=2'],
    ['footLockingMode=sometimes'],
    ['render.CamMode=3'],
    ['render.bgColor=1,2,3'],
    ['render.camMode=1'],
    ['models=[]'],
    ['footLockingMode=auto', 'poseEstimation.footLockingMode=never'],
  ])('is refused with %s, or fails with 503', async (...params) => {
    const url = await api.upload(clip)
    expect((await refusal({ url, params }))[0]).toBe(400)
    await restart({ invalidParams: 'fail-job' })
    expect(await failure(await api.start({ url: await api.upload(clip) }, params))).toEqual(['503'])
  })

  it('takes booleans as digits and as words, and long names', async () => {
    const url = await api.upload(clip)
    const params = ['sim=1', 'trackFace=0', 'upperBodyOnly=true', 'rootAtOrigin=false', 'render.sbs=0']
    const long = ['poseEstimation.footLockingMode=never', 'poseEstimation.poseFilteringStrength=0.5']
    const rid = await api.start({ url }, [...params, ...long, 'camera=1', 'formats=', 'crop=0,0,1,0.5'])
    finish()
    expect((await api.status(rid))[0]?.status).toBe('SUCCESS')
  })

  it('fails for characters that are not there, and for a configuration that is not', async () => {
    const url = await api.upload(clip)
    expect(await failure(await api.start({ url }, ['model=nobody']))).toEqual(['504'])
    expect(await failure(await api.start({ url }, ['config=configOther']))).toEqual(['509'])
    expect(await failure(await api.start({ url }, [`model=${MODEL}`, 'sim=1']))).toBeUndefined()
  })

  it('costs credits unless it fails, and fails with 101 without them', async () => {
    await restart({ credits: 2.5 })
    const credits = async () => (await api.get<{ credits: number }>('/account/creditBalance')).credits
    const url = await api.upload(clip)
    await api.start({ url })
    expect(await credits()).toBe(1.5)
    const failed = await api.start({ url }, ['model=nobody'])
    finish()
    expect([await credits(), (await api.status(failed))[0]?.status]).toEqual([1.5, 'FAILURE'])
    expect(await failure(await api.start({ url }, ['trackFace=1', 'trackHand=1']))).toEqual(['101'])
    expect(await credits()).toBe(1.5)
  })

  it.each(['fail-job', 'stall-job', 'retry-job', 'starting-job', 'forget-job'] as const)(
    'is hit by %s',
    async (kind) => {
      const url = await api.upload(clip)
      const fields = { code: '513', atPercent: 50 }
      const { code, atPercent } = fields
      emulator.faults.add({
        route: 'animate3d.process',
        ...(kind === 'fail-job' ? { kind, code } : kind === 'stall-job' ? { kind, atPercent } : { kind }),
      })
      const rid = await api.start({ url })
      const seen = []
      for (let second = 0; second < 15; second++) {
        seen.push((await api.status(rid))[0] ?? { status: 'none' })
        clock.advance(1000)
      }
      const words = [...new Set(seen.map(({ status }) => status))]
      expect(words).toEqual(
        {
          'fail-job': ['PROGRESS', 'FAILURE'],
          'stall-job': ['PROGRESS'],
          'retry-job': ['PROGRESS', 'RETRY', 'SUCCESS'],
          'starting-job': ['STARTING', 'PROGRESS', 'SUCCESS'],
          'forget-job': ['none'],
        }[kind],
      )
    },
  )
})

describe('a mode', () => {
  const done = async (name?: string) => {
    const rid = await api.start({ url: await api.upload(clip, name) })
    finish()
    return rid
  }

  it.each([
    ['dance.mp4', 'dance', 'dance'],
    ['ab', 'anim_ab', 'ab'],
    ['take_001.mp4', 'take_001_take', 'take_001'],
    ['inter view.mp4', 'anim_inter view', 'inter view'],
    ['../up.mp4', '.._up', '.._up'],
  ])('names the group of %s', async (name, safe, stem) => {
    expect((await api.download(await done(name)))[0]?.urls?.[0]?.name).toBe(safe)
    await restart({ groupNames: 'stem' })
    expect((await api.download(await done(name)))[0]?.urls?.[0]?.name).toBe(stem)
  })

  it('tells progress oddly, and no place in the queue', async () => {
    await restart({ progress: 'odd', positionInQueue: 'absent' })
    const rid = await api.start({ url: await api.upload(clip) })
    expect(await api.status(rid)).toEqual([{ rid, status: 'PROGRESS', details: {} }])
    clock.advance(13_500)
    expect((await api.status(rid))[0]?.details).toEqual({ step: 105, total: 100 })
  })

  it('shows intermediates, lenient links and the document’s spellings', async () => {
    await restart({
      intermediates: true,
      unfinishedLink: 'lenient',
      successDetails: 'document',
      failureMessage: 'code',
    })
    const waiting = await api.start({ url: await api.upload(clip) })
    expect(await api.download(waiting)).toEqual([{ rid: waiting, urls: [] }])
    const rid = await done()
    const [link] = await api.download(rid)
    expect(namesOf(link)).toContain('inter_poses.bvh')
    expect((await bytesOf(link, 'inter_poses.bvh')).byteLength).toBeGreaterThan(1000)
    expect(Object.keys((await api.status(rid))[0]?.details ?? {})).toEqual(['In', 'out'])
    expect(await failure(await api.start({ url: await api.upload(clip) }, ['model=nobody']))).toBe('504')
  })

  it('ignores unknown parameters', async () => {
    await restart({ unknownParams: 'ignore' })
    await expect(api.start({ url: await api.upload(clip) }, ['render.camMode=1'])).resolves.toMatch(/^\d+-/)
  })

  it('lets physics fail on a custom character', async () => {
    await restart({ customPhysics: 'fails' })
    const urls = await api.get<{ modelUrl: string }>('/character/getModelUploadUrl?modelExt=glb&resumable=0')
    await fetch(urls.modelUrl, { method: 'PUT', body: 'glTF' })
    const { modelId } = await api.post<{ modelId: string }>('/character/storeModel', urls)
    expect(
      await failure(await api.start({ url: await api.upload(clip) }, [`model=${modelId}`, 'sim=1'])),
    ).toEqual(['505'])
  })
})

describe('a result', () => {
  it('is a film of the width that its settings ask for, and of the clip’s length', async () => {
    const url = await api.upload(clip)
    const rids = [
      await api.start({ url }, ['formats=mp4']),
      await api.start({ url }, [
        'formats=mp4',
        'render.sbs=0',
        'render.bgColor=0,177,64,0',
        'render.CamMode=1',
      ]),
    ]
    finish()
    const links = await api.download(rids.join(','))
    const infos = []
    for (const link of links) {
      const film = await bytesOf(link, 'dance.mp4')
      infos.push(await api.post('/videoInfo', { url: await api.upload(film) }))
    }
    expect(infos).toMatchObject([
      { width: 384, height: 192, duration: 1 },
      { width: 192, height: 192, duration: 1 },
    ])
  })

  it('is gone after the life of its link', async () => {
    const rid = await api.start({ url: await api.upload(clip) })
    finish()
    const [link] = await api.download(rid)
    clock.advance(3_600_000)
    await expect(bytesOf(link, 'dance.bvh')).rejects.toThrow('403')
  })

  it('comes again from a snapshot, in another process', async () => {
    const rid = await api.start({ url: await api.upload(clip) })
    const state = structuredClone(emulator.snapshot())
    await emulator.close()
    emulator = await createEmulator({ clock, state })
    api = await connectAnimate3d(emulator)
    finish()
    expect((await api.download(rid))[0]?.name).toBe('dance.mp4')
  })
})
