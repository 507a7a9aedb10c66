import type { Ref } from '@onetake/core'
import { json, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { AT, detection, downloads, multi, single, startAnimate3D } from '../../test/animate3d.ts'
import { multiPerson } from './multi-person.ts'

const asked = { job: 'found', persons: [{ trackingId: '001', character: 'c2' }, { trackingId: '002' }] }
const prepared = {
  ...asked,
  persons: [
    { trackingId: '001', character: 'c2' },
    { trackingId: '002', character: 'c1' },
  ],
  formats: ['bvh', 'fbx', 'glb', 'mp4'] as ('bvh' | 'fbx' | 'glb' | 'mp4')[],
}
const begin = (groups: Record<string, string[]> = { characters_detection_result: ['cdsave'] }, more = {}) => {
  const { service, context, sent } = startAnimate3D({ found: detection('d1'), motion: single('m1') })
  service.on('/download/', json(downloads('d1', groups, more)))
  service.on(
    'https://storage.googleapis.com/b/characters_detection_result',
    json({ detectionResults: [[{ id: 1 }, { id: 2 }]] }),
  )
  return { service, context, sent }
}

test('names persons and their characters, and says what its id showed before', async () => {
  const { service, context, sent } = begin()
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
  expect(sent()).toEqual([
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
