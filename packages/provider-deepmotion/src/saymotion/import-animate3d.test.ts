import { JobError, type Ref } from '@onetake/core'
import { json, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { lend, scriptedSayMotion } from '../../test/lend.ts'
import { importAnimate3d } from './import-animate3d.ts'

const AT = 1_800_000_000_000

/** What Animate 3D keeps of a job of ours. */
const A3D = {
  rid: 'a3d/1',
  kind: 'single',
  settings: { character: 'hers', trackFace: true, trim: { from: 0, to: 2 }, formats: ['bvh'] },
  persons: null,
  reuse: null,
}

/** One job of Animate 3D, `j1`, and one of SayMotion that has the same name. */
function start(animate3d: Readonly<Record<string, Ref>> = { j1: A3D }) {
  const service = scriptedSayMotion()
  service.on('/character/v1/listModels', json({ list: [{ id: 'c1' }] }))
  service.on('/job/v1/import/', json({ rid: 'new' }))
  const context = {
    ...lend(service),
    async refOf(jobId: string, provider = 'saymotion') {
      const ref = provider === 'animate3d' ? animate3d[jobId] : { rid: 'say/1', variants: 1 }
      if (ref === undefined) throw new JobError('not-found', 'No such job.')
      return ref
    },
  }
  return { service, context }
}

const parse = async (input: unknown) => importAnimate3d.input['~standard'].validate(input)

async function sentFor(input: object) {
  const { service, context } = start()
  const parsed = await parse(input)
  if (parsed.issues !== undefined) throw new Error(parsed.issues[0]?.message)
  const prepared = (await importAnimate3d.prepare?.(parsed.value, context)) ?? parsed.value
  const ref = await importAnimate3d.submit(prepared, context)
  const sent = service.to('/job/v1/import/')
  return { ref, path: sent[0]?.url.pathname, body: sent[0]?.body, requests: sent.length }
}

test('a job of ours is imported by the id that Animate 3D gave it', async () => {
  expect(await sentFor({ job: 'j1' })).toEqual({
    ref: { rid: 'new', variants: 1 },
    path: '/job/v1/import/animate3d/a3d%2F1',
    body: { model: 'c1', params: ['config=configDefault', 'formats=bvh', 'trackFace=1', 'trim=0,2'] },
    requests: 1,
  })
})

test('what is told of a job of ours is changed', async () => {
  const { body } = await sentFor({ job: 'j1', trackFace: false, footLocking: 'never' })
  expect(body).toEqual({
    model: 'c1',
    params: ['config=configDefault', 'formats=bvh', 'trackFace=0', 'footLockingMode=never', 'trim=0,2'],
  })
})

test('a detection has no motion to import', async () => {
  const { context } = start({ j1: { ...A3D, kind: 'detection' } })
  expect(await refusalOf(Promise.resolve(importAnimate3d.prepare?.({ job: 'j1' }, context)))).toMatchObject({
    code: 'invalid-input',
    issues: [{ path: 'job' }],
  })
})

test('a job from elsewhere is imported by that id itself, with every option', async () => {
  const options = {
    requestId: '123-456',
    character: 'c1',
    physicsFilter: true,
    trackFace: false,
    trackHand: true,
    footLocking: 'grounding',
    speedMultiplier: 2,
    poseFilteringStrength: 0.5,
    upperBodyOnly: true,
    rootAtOrigin: false,
    trim: { from: 1, to: 2.5 },
    crop: { left: 0, top: 0.1, right: 0.9, bottom: 1 },
  }
  expect(await sentFor(options)).toMatchObject({
    path: '/job/v1/import/animate3d/123-456',
    body: {
      model: 'c1',
      params: [
        'config=configDefault',
        'sim=1',
        'trackFace=0',
        'trackHand=1',
        'footLockingMode=grounding',
        'videoSpeedMultiplier=2',
        'poseFilteringStrength=0.5',
        'upperBodyOnly=true',
        'rootAtOrigin=false',
        'trim=1,2.5',
        'crop=0,0.1,0.9,1',
      ],
    },
  })
})

test.each([
  ['neither', {}, 'job', /exactly one/],
  ['both', { job: 'j1', requestId: '1' }, 'job', /exactly one/],
  ['an id that leads elsewhere', { requestId: '..' }, 'requestId', /request id of Animate 3D/],
  ['an id with a comma', { requestId: '1,2' }, 'requestId', /request id of Animate 3D/],
  ['an option out of range', { job: 'j1', speedMultiplier: 9 }, 'speedMultiplier', /from 1 to 8/],
])('%s is refused', async (_, input, path, message) => {
  const { issues = [] } = await parse(input)
  expect(issues).toEqual([expect.objectContaining({ path: [path], message: expect.stringMatching(message) })])
})

test('a job that is none of the owner, or none of Animate 3D, is refused before anything is sent', async () => {
  const { service, context } = start({})
  const refused = { code: 'invalid-input', issues: [{ path: 'job' }] }
  expect(await refusalOf(Promise.resolve(importAnimate3d.prepare?.({ job: 'j1' }, context)))).toMatchObject(
    refused,
  )
  expect(await refusalOf(importAnimate3d.submit({ job: 'j1', character: 'c1' }, context))).toMatchObject(
    refused,
  )
  expect(service.to('/job/')).toEqual([])
})

test('a store that is away sends nothing', async () => {
  const { service, context } = start()
  const away = { ...context, refOf: () => Promise.reject(new Error('database is down')) }
  expect(await refusalOf(importAnimate3d.submit({ job: 'j1' }, away))).toMatchObject({
    code: 'not-submitted',
  })
  expect(service.to('/job/')).toEqual([])
})

test.each([
  ['nothing', [], 'absent'],
  ['new motions only', [{ rid: 'x', parameters: { prompt: 'a', model: 'c1' }, ctime: AT }], 'absent'],
  ['edits only', [{ rid: 'x', parameters: ['t2m_rid=m'], ctime: AT }], 'absent'],
  ['jobs of long before', [{ rid: 'x', parameters: { model: 'c1' }, ctime: AT - 3_600_001 }], 'absent'],
  ['jobs that are known to be others', [{ rid: 'known', parameters: { model: 'c1' }, ctime: AT }], 'absent'],
  ['one that may be it', [{ rid: 'x', parameters: { model: 'c1' }, ctime: AT }], 'unknowable'],
  ['one that says nothing', [{ rid: 'x', ctime: AT }], 'unknowable'],
])('a lost reply where the list has %s is told as it is', async (_, list, expected) => {
  const { service, context } = start()
  service.on('/job/v1/list', json({ list }))
  const attempt = {
    jobId: 'job-1',
    input: { job: 'j1', character: 'c1' },
    submittedAt: AT,
    claimed: [{ rid: 'known', variants: 1 }],
  }
  expect(await importAnimate3d.find?.(attempt, context)).toBe(expected)
})
