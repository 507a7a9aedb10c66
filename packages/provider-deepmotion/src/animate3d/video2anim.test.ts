import { LOST_REPLIES, refusalOf } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { lent, SIGNED, single, startAnimate3D } from '../../test/animate3d.ts'
import { uploadOf } from '../../test/upload-of.ts'
import { video2anim } from './video2anim.ts'

test('takes its video to the storage under a name that carries our mark, and submits its address', async () => {
  const { service, context, sent } = startAnimate3D()
  const asked = await video2anim.prepare?.({ video: 'clip' }, context)
  if (asked === undefined) throw new Error('prepare is there')
  expect(asked).toEqual({ video: 'clip', character: 'c1', formats: ['bvh', 'fbx', 'glb', 'mp4'] })
  const staged = await video2anim.stage?.(asked, { ...context, jobId: 'job_7' })
  expect(staged).toBe(SIGNED)
  expect(service.to('/upload')[0]?.url.search).toBe('?name=onetake-job_7.mp4&resumable=1')
  expect(service.to('/process')).toEqual([])
  const ref = await video2anim.submit(asked, { ...context, staged: SIGNED })
  expect(ref).toEqual(single('r1', { settings: { formats: ['bvh', 'fbx', 'glb', 'mp4'], character: 'c1' } }))
  expect(sent()).toEqual([
    {
      processor: 'video2anim',
      params: ['config=configDefault', 'formats=bvh,fbx,glb,mp4', 'model=c1'],
      url: SIGNED,
    },
  ])
  expect(JSON.stringify(ref)).not.toContain('canary')
})

test('makes a picture of a still image', async () => {
  const { context } = startAnimate3D()
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
  const { service, context } = startAnimate3D()
  const error = await refusalOf(
    Promise.resolve(video2anim.prepare?.(structuredClone(asked) as never, context)),
  )
  expect(error).toMatchObject({ code: 'invalid-input', message, issues: [{ path }] })
  expect(service.to('/process')).toEqual([])
})

test('refuses an upload that is neither, saying what it is', async () => {
  const { service } = startAnimate3D()
  const song = uploadOf(new Uint8Array(4), { mediaType: 'audio/wav' })
  const context = lent(service, { uploads: { song } })
  expect(await refusalOf(Promise.resolve(video2anim.prepare?.({ video: 'song' }, context)))).toMatchObject({
    message: /audio\/wav/,
  })
})

test.each(LOST_REPLIES)('submits once, and calls it unconfirmed, after %s', async (_, reply) => {
  const { service, context } = startAnimate3D()
  service.on('/process', reply())
  const thrown = await refusalOf(
    video2anim.submit({ video: 'clip', character: 'c1' }, { ...context, staged: SIGNED }),
  )
  expect(thrown.code).toBe('unconfirmed')
  expect(service.to('/process')).toHaveLength(1)
})
