import { json, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { AT, detection, multi, single, startAnimate3D } from '../../test/animate3d.ts'
import { rerun } from './rerun.ts'

const jobs = {
  motion: single('m1', {
    settings: { formats: ['bvh', 'mp4'], character: 'c1', trackFace: true, shadow: true },
  }),
  group: multi('g1', { reuse: null }),
  found: detection('d1'),
}

test('keeps what is not changed, and says all of it', async () => {
  const { context, sent } = startAnimate3D(jobs)
  const asked = await rerun.prepare?.({ job: 'motion', character: 'c2', trackFace: false }, context)
  if (asked === undefined) throw new Error('prepare is there')
  const ref = await rerun.submit(asked, { ...context, staged: null })
  expect(sent()).toEqual([
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
  const { context, sent } = startAnimate3D(jobs)
  await rerun.submit({ job: 'motion', formats: ['fbx'] }, { ...context, staged: null })
  expect(sent()).toMatchObject([
    { params: ['config=configDefault', 'formats=fbx', 'model=c1', 'trackFace=1'] },
  ])
})

test('keeps the persons of a job of several, and tells a new success from the old one where the id stays', async () => {
  const { service, context, sent } = startAnimate3D(jobs)
  service.on('/process', json({ rid: 'g1' }))
  const ref = await rerun.submit({ job: 'group', physicsFilter: true }, { ...context, staged: null })
  expect(ref).toMatchObject({
    kind: 'multi',
    persons: jobs.group.persons,
    reuse: { at: AT, hadPersons: true },
  })
  expect(sent()).toMatchObject([
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
  const { context } = startAnimate3D(jobs)
  const error = await refusalOf(Promise.resolve(rerun.prepare?.(structuredClone(wrong) as never, context)))
  expect(error).toMatchObject({ code: 'invalid-input', issues: [{ path }] })
})

test.each<[string, string, unknown[], string]>([
  ['no job is new', 'motion', [{ rid: 'm1', ctime: AT - 3_600_001 }], 'absent'],
  [
    'a job is new, were our clock before that of the service',
    'motion',
    [{ rid: 'z', ctime: AT - 1_800_000 }],
    'unknowable',
  ],
  ['a new job has no owner', 'motion', [{ rid: 'z', ctime: AT }], 'unknowable'],
  ['the id may stay the same', 'group', [], 'unknowable'],
])('cannot be told from others, unless %s', async (_, job, list, expected) => {
  const { service, context } = startAnimate3D(jobs)
  service.on('/list/', json({ list }))
  const attempt = { jobId: 'j', input: { job }, submittedAt: AT, claimed: [] }
  expect(await rerun.find?.(attempt, context)).toBe(expected)
})
