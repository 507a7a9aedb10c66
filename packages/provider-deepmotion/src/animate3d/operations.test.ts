import type { Ref, UploadFile } from '@onetake/core'
import { json, LOST_REPLIES, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import {
  AT,
  detection,
  downloads,
  lent,
  multi,
  scriptedAnimate3D,
  SIGNED,
  single,
} from '../../test/animate3d.ts'
import { uploadOf } from '../../test/upload-of.ts'
import { detectPersons } from './detect-persons.ts'
import { multiPerson } from './multi-person.ts'
import { rerun } from './rerun.ts'
import { video2anim } from './video2anim.ts'

const CLIP = uploadOf(new TextEncoder().encode('a video'))
const STILL = uploadOf(new TextEncoder().encode('a picture'), { name: 'a.png', mediaType: 'image/png' })
const uploads: Record<string, UploadFile> = { clip: CLIP, still: STILL }

function start(jobs: Readonly<Record<string, Ref>> = {}) {
  const service = scriptedAnimate3D()
  service.on('/process', json({ rid: 'r1' }))
  service.on('/status/', ({ url }) =>
    json({ status: [{ rid: decodeURIComponent(url.pathname.split('/').pop() ?? ''), status: 'SUCCESS' }] }),
  )
  return { service, context: lent(service, { jobs, uploads }) }
}

/** What was sent to `/process`. */
const sentBy = (service: ReturnType<typeof scriptedAnimate3D>) =>
  service.to('/process').map(({ body }) => body)

describe('video2anim', () => {
  test('takes its video to the storage under a name that carries our mark, and submits its address', async () => {
    const { service, context } = start()
    const asked = await video2anim.prepare?.({ video: 'clip' }, context)
    if (asked === undefined) throw new Error('prepare is there')
    expect(asked).toEqual({ video: 'clip', character: 'c1', formats: ['bvh', 'fbx', 'glb', 'mp4'] })
    const staged = await video2anim.stage?.(asked, { ...context, jobId: 'job_7' })
    expect(staged).toBe(SIGNED)
    expect(service.to('/upload')[0]?.url.search).toBe('?name=onetake-job_7.mp4&resumable=1')
    expect(service.to('/process')).toEqual([])
    const ref = await video2anim.submit(asked, { ...context, staged: SIGNED })
    expect(ref).toEqual(
      single('r1', { settings: { formats: ['bvh', 'fbx', 'glb', 'mp4'], character: 'c1' } }),
    )
    expect(sentBy(service)).toEqual([
      {
        processor: 'video2anim',
        params: ['config=configDefault', 'formats=bvh,fbx,glb,mp4', 'model=c1'],
        url: SIGNED,
      },
    ])
    expect(JSON.stringify(ref)).not.toContain('canary')
  })

  test('makes a picture of a still image', async () => {
    const { context } = start()
    expect(await video2anim.prepare?.({ video: 'still' }, context)).toMatchObject({
      formats: ['bvh', 'fbx', 'glb', 'png'],
    })
  })

  test.each([
    [{ video: 'gone' }, 'video', /complete upload/],
    [{ video: 'still', formats: ['mp4'] }, 'formats', /still image/],
    [{ video: 'clip', formats: ['png'] }, 'formats', /video/],
    [{ video: 'still', trim: { from: 0, to: 1 } }, 'trim', /still image/],
    [{ video: 'still', shadow: true }, 'shadow', /mp4/],
    [{ video: 'clip', character: 'nobody' }, 'character', /c1 \(Ada\), c2 \(Bo\)/],
  ] as const)('refuses %j before anything is stored', async (asked, path, message) => {
    const { service, context } = start()
    const error = await refusalOf(
      Promise.resolve(video2anim.prepare?.(structuredClone(asked) as never, context)),
    )
    expect(error).toMatchObject({ code: 'invalid-input', message, issues: [{ path }] })
    expect(service.to('/process')).toEqual([])
  })

  test('refuses an upload that is neither, saying what it is', async () => {
    const { service } = start()
    const song = uploadOf(new Uint8Array(4), { mediaType: 'audio/wav' })
    const context = lent(service, { uploads: { song } })
    expect(await refusalOf(Promise.resolve(video2anim.prepare?.({ video: 'song' }, context)))).toMatchObject({
      message: /audio\/wav/,
    })
  })

  test.each(LOST_REPLIES)('submits once, and calls it unconfirmed, after %s', async (_, reply) => {
    const { service, context } = start()
    service.on('/process', reply())
    const thrown = await refusalOf(
      video2anim.submit({ video: 'clip', character: 'c1' }, { ...context, staged: SIGNED }),
    )
    expect(thrown.code).toBe('unconfirmed')
    expect(service.to('/process')).toHaveLength(1)
  })
})

describe('a lost reply', () => {
  const listed = (fileName: unknown, more: object = {}) => ({
    rid: 'mine',
    fileName,
    ctime: AT,
    status: 'PROGRESS',
    ...more,
  })
  const find = async (list: unknown, claimed: readonly Ref[] = []) => {
    const { service, context } = start()
    service.on('/list/', json({ count: 1, list }))
    const attempt = { jobId: 'job-1', input: { video: 'clip' }, submittedAt: AT, claimed }
    return [await video2anim.find?.(attempt, context), await detectPersons.find?.(attempt, context)]
  }

  test.each(['onetake-job-1.mp4', 'onetake-job-1', 'uploads/7/onetake-job-1.mov'])(
    'is found by the name of its upload, listed as %s',
    async (name) => {
      const found = await find([
        listed('onetake-job-10.mp4', { rid: 'x' }),
        listed(name),
        listed('a', { rid: 'y' }),
      ])
      expect(found).toMatchObject([
        { rid: 'mine', kind: 'single' },
        { rid: 'mine', kind: 'detection' },
      ])
    },
  )

  test.each([
    ['an empty list', []],
    ['jobs of other names', [listed('clip.mp4'), listed('onetake-other.mp4')]],
    ['one of long before', [listed('onetake-job-1.mp4', { ctime: AT - 120_001 })]],
    ['one that is known to be another', [listed('onetake-job-1.mp4', { rid: 'claimed' })]],
  ])('means that it did not arrive, with %s', async (_, list) => {
    expect(await find(list, [single('claimed')])).toEqual(['absent', 'absent'])
  })

  test.each([
    ['two of our name', [listed('onetake-job-1.mp4'), listed('onetake-job-1.mp4', { rid: 'y' })]],
    ['one without a name', [listed(null)]],
    ['a name that holds ours', [listed('1700_OneTake_Job_1_final.mp4')]],
    ['a name of ours that was cut', [listed('onetake-')]],
  ])('cannot be told, with %s', async (_, list) => {
    expect(await find(list)).toEqual(['unknowable', 'unknowable'])
  })
})

describe('multiPerson', () => {
  const asked = { job: 'found', persons: [{ trackingId: '001', character: 'c2' }, { trackingId: '002' }] }
  const prepared = {
    ...asked,
    persons: [
      { trackingId: '001', character: 'c2' },
      { trackingId: '002', character: 'c1' },
    ],
    formats: ['bvh', 'fbx', 'glb', 'mp4'] as ('bvh' | 'fbx' | 'glb' | 'mp4')[],
  }
  const begin = (
    groups: Record<string, string[]> = { characters_detection_result: ['cdsave'] },
    more = {},
  ) => {
    const { service, context } = start({ found: detection('d1'), motion: single('m1') })
    service.on('/download/', json(downloads('d1', groups, more)))
    service.on(
      'https://storage.googleapis.com/b/characters_detection_result',
      json({ detectionResults: [[{ id: 1 }, { id: 2 }]] }),
    )
    return { service, context }
  }

  test('names persons and their characters, and says what its id showed before', async () => {
    const { service, context } = begin()
    service.on('/process', json({ rid: 'd1' }))
    expect(await multiPerson.prepare?.(asked, context)).toEqual(prepared)
    const staged = await multiPerson.stage?.(prepared, context)
    expect(staged).toEqual({ hadPersons: false })
    const ref = await multiPerson.submit(prepared, { ...context, staged: { hadPersons: false } })
    expect(ref).toMatchObject({
      rid: 'd1',
      kind: 'multi',
      persons: prepared.persons,
      reuse: { at: AT, hadPersons: false },
    })
    expect(sentBy(service)).toEqual([
      {
        processor: 'video2anim',
        params: [
          'config=configDefault',
          'formats=bvh,fbx,glb,mp4',
          'models=[{"trackingId":"001","modelId":"c2"},{"trackingId":"002","modelId":"c1"}]',
        ],
        rid_mp_detection: 'd1',
      },
    ])
  })

  test('knows when motions were made from the detection before', async () => {
    const { context } = begin({ characters_detection_result: ['cdsave'], clip_001: ['bvh'] }, { mode: 1 })
    expect(await multiPerson.stage?.(prepared, context)).toEqual({ hadPersons: true })
  })

  test.each([
    [{ ...asked, job: 'nothing' }, 'job'],
    [{ ...asked, job: 'motion' }, 'job'],
    [{ ...asked, persons: [{ trackingId: '003' }] }, 'persons.0.trackingId'],
    [
      { ...asked, persons: [{ trackingId: '001' }, { trackingId: '002', character: 'x' }] },
      'persons.1.character',
    ],
  ])('refuses %j', async (wrong, path) => {
    const { context } = begin()
    const error = await refusalOf(Promise.resolve(multiPerson.prepare?.(wrong, context)))
    expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path }] })
  })

  test('refuses a detection that has not ended', async () => {
    const { service, context } = begin()
    service.on('/status/', json({ status: [{ rid: 'd1', status: 'PROGRESS' }] }))
    expect(await refusalOf(Promise.resolve(multiPerson.prepare?.(asked, context)))).toMatchObject({
      message: /not, yet/,
    })
  })

  test('two on one detection run one after another', () => {
    expect(multiPerson.exclusive?.(prepared)).toBe(multiPerson.exclusive?.({ ...prepared, persons: [] }))
    expect(multiPerson.exclusive?.(prepared)).not.toBe(multiPerson.exclusive?.({ ...prepared, job: 'other' }))
  })

  test.each<[string, object, readonly Ref[], unknown]>([
    ['runs', { status: 'PROGRESS' }, [], { rid: 'd1', kind: 'multi', reuse: { at: AT, hadPersons: false } }],
    ['has failed', { status: 'FAILURE' }, [detection('d1')], { rid: 'd1' }],
    ['has succeeded, which may be the detection', { status: 'SUCCESS' }, [], 'unknowable'],
    ['is that of two jobs', { status: 'PROGRESS' }, [multi('d1')], 'unknowable'],
    ['is of no status', {}, [], 'unknowable'],
  ])('is found, or not, where its id %s', async (_, entry, claimed, expected) => {
    const { service, context } = begin()
    service.on('/list/', json({ list: [{ rid: 'd1', ...entry }] }))
    const attempt = { jobId: 'j', input: prepared, submittedAt: AT, claimed }
    const found = await multiPerson.find?.(attempt, context)
    if (typeof expected === 'string') expect(found).toBe(expected)
    else expect(found).toMatchObject(expected as object)
  })
})

describe('rerun', () => {
  const jobs = {
    motion: single('m1', {
      settings: { formats: ['bvh', 'mp4'], character: 'c1', trackFace: true, shadow: true },
    }),
    group: multi('g1', { reuse: null }),
    found: detection('d1'),
  }

  test('keeps what is not changed, and says all of it', async () => {
    const { service, context } = start(jobs)
    const asked = await rerun.prepare?.({ job: 'motion', character: 'c2', trackFace: false }, context)
    if (asked === undefined) throw new Error('prepare is there')
    const ref = await rerun.submit(asked, { ...context, staged: null })
    expect(sentBy(service)).toEqual([
      {
        processor: 'video2anim',
        params: ['config=configDefault', 'formats=bvh,mp4', 'model=c2', 'trackFace=0', 'render.shadow=1'],
        rid: 'm1',
      },
    ])
    expect(ref).toEqual(
      single('r1', {
        settings: { formats: ['bvh', 'mp4'], character: 'c2', trackFace: false, shadow: true },
      }),
    )
  })

  test('drops what the mp4 looked like together with the mp4', async () => {
    const { service, context } = start(jobs)
    await rerun.submit({ job: 'motion', formats: ['fbx'] }, { ...context, staged: null })
    expect(sentBy(service)).toMatchObject([
      { params: ['config=configDefault', 'formats=fbx', 'model=c1', 'trackFace=1'] },
    ])
  })

  test('keeps the persons of a job of several, and tells a new success from the old one where the id stays', async () => {
    const { service, context } = start(jobs)
    service.on('/process', json({ rid: 'g1' }))
    const ref = await rerun.submit({ job: 'group', physicsFilter: true }, { ...context, staged: null })
    expect(ref).toMatchObject({
      kind: 'multi',
      persons: jobs.group.persons,
      reuse: { at: AT, hadPersons: true },
    })
    expect(sentBy(service)).toMatchObject([
      {
        rid: 'g1',
        params: expect.arrayContaining(['models=[{"trackingId":"001","modelId":"c1"}]', 'sim=1']),
      },
    ])
  })

  test.each([
    [{ job: 'nothing' }, 'job'],
    [{ job: 'found' }, 'job'],
    [{ job: 'group', character: 'c1' }, 'character'],
    [{ job: 'motion', formats: ['bvh'], cameraMode: 'face' }, 'cameraMode'],
    [{ job: 'motion', character: 'nobody' }, 'character'],
  ] as const)('refuses %j', async (wrong, path) => {
    const { context } = start(jobs)
    const error = await refusalOf(Promise.resolve(rerun.prepare?.(structuredClone(wrong) as never, context)))
    expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path }] })
  })

  test.each<[string, string, unknown[], string]>([
    ['no job is new', 'motion', [{ rid: 'm1', ctime: AT - 999_999 }], 'absent'],
    ['a new job has no owner', 'motion', [{ rid: 'z', ctime: AT }], 'unknowable'],
    ['the id may stay the same', 'group', [], 'unknowable'],
  ])('cannot be told from others, unless %s', async (_, job, list, expected) => {
    const { service, context } = start(jobs)
    service.on('/list/', json({ list }))
    const attempt = { jobId: 'j', input: { job }, submittedAt: AT, claimed: [] }
    expect(await rerun.find?.(attempt, context)).toBe(expected)
  })
})
