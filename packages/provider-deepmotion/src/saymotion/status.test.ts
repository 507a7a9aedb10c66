import { JobError } from '@onetake/core'
import { expect, test } from 'vitest'
import { lend } from '../../test/lend.ts'
import { json } from '@onetake/provider-kit/testing'
import { scriptedSayMotion } from '../../test/lend.ts'
import { render } from './render.ts'
import { text2motion } from './text2motion.ts'
import { status } from './status.ts'

const motion = (rid: string, variants = 1) => ({ rid, variants })
const picture = (rid: string) => ({ rid, variants: null })
const files = (...entries: Record<string, string>[]) => [{ name: 'take', files: entries }]
const link = (type: string, rid = 'x') => ({
  [type]: `https://storage.googleapis.com/b/${rid}.${type}?sig=canary`,
})

/** Answers about whatever is asked, from a table of entries, in reverse order. */
function start(entries: Record<string, object>) {
  const service = scriptedSayMotion()
  service.on('/job/v1/status/', ({ url }) => {
    const rids = url.pathname.split('/').pop()?.split(',').map(decodeURIComponent) ?? []
    const found = rids
      .toReversed()
      .flatMap((rid) => (entries[rid] === undefined ? [] : [{ rid, ...entries[rid] }]))
    return json({ count: found.length, status: found })
  })
  return { service, context: lend(service) }
}

const DONE = { status: 'SUCCESS', details: {} }

test('motions and renders are asked about by one function', () => {
  expect(text2motion.status).toBe(status)
  expect(render.status).toBe(status)
})

test('fifty jobs are one question, and answers find their job by id', async () => {
  const rids = Array.from({ length: 120 }, (_, index) => `r/${index}`)
  const { service, context } = start(
    Object.fromEntries(
      rids.map((rid, index) => [rid, { status: 'PROGRESS', details: { step: index, total: 120 } }]),
    ),
  )
  const answers = await status(
    rids.map((rid) => motion(rid)),
    context,
  )
  expect(answers).toEqual(rids.map((_, index) => ({ status: 'running', progress: index / 120 })))
  expect(service.to('/job/v1/status/')).toHaveLength(3)
  expect(service.to('/job/v1/status/')[0]?.url.pathname).toMatch(/^\/job\/v1\/status\/r%2F0,r%2F1,/)
})

test('a job that the service does not know is lost; the others are answered', async () => {
  const { context } = start({ a: { status: 'STARTING' }, c: { status: 'PAUSED' } })
  const [a, b, c] = await status([motion('a'), picture('b'), motion('c')], context)
  expect(a).toEqual({ status: 'queued', position: null })
  expect(b).toMatchObject({ code: 'lost' })
  expect(b).toBeInstanceOf(JobError)
  expect(c).toMatchObject({ code: 'provider-protocol' })
})

test('a question that fails is the answer of its batch only', async () => {
  const { service, context } = start({})
  const rids = Array.from({ length: 60 }, (_, index) => motion(`r${index}`))
  const running = { status: 'PROGRESS', details: { step: 1, total: 2 } }
  service.on('/job/v1/status/r0,', json({}, 503))
  service.on('/job/v1/status/r50,', json({ status: rids.slice(50).map(({ rid }) => ({ rid, ...running })) }))
  const answers = await status(rids, context)
  expect(
    answers.slice(0, 50).every((answer) => JobError.is(answer) && answer.code === 'provider-unavailable'),
  ).toBe(true)
  expect(answers.slice(50)).toEqual(Array.from({ length: 10 }, () => ({ status: 'running', progress: 0.5 })))
})

test('when nothing could be learned of any, it throws', async () => {
  const { service, context } = start({})
  service.on('/job/v1/status/', json({}, 503))
  await expect(status([motion('a')], context)).rejects.toMatchObject({ code: 'provider-unavailable' })
  service.on('/job/v1/status/', json({ status: 'fine' }))
  await expect(status([motion('a')], context)).rejects.toMatchObject({ code: 'provider-protocol' })
})

test('a finished job lists the files of every variant, and no link', async () => {
  const { service, context } = start({ a: DONE })
  service.on('/job/v1/download/a,a,a?variant_id=1,2,3', () =>
    json({
      links: [
        { rid: 'a', urls: files({ ...link('bvh'), ...link('fbx') }, link('fbx'), link('dmpe')) },
        { rid: 'a', variantDownloadStatus: true, urls: files(link('glb')) },
        {
          rid: 'a',
          urls: [
            { name: 'inter_pose', files: [link('bvh')] },
            { name: 'b', files: [link('bvh')] },
          ],
        },
      ],
    }),
  )
  const [answer] = await status([motion('a', 3)], context)
  const artifact = (variant: number, group: string, format: string) => ({
    format,
    variant,
    source: { rid: 'a', variant, group, type: format },
  })
  expect(answer).toEqual({
    status: 'succeeded',
    output: {
      artifacts: [
        artifact(1, 'take', 'bvh'),
        artifact(1, 'take', 'fbx'),
        artifact(2, 'take', 'glb'),
        artifact(3, 'b', 'bvh'),
      ],
      data: { refused: [] },
    },
  })
  expect(JSON.stringify(answer)).not.toMatch(/https|canary/)
  expect(service.to('/job/v1/download/')).toHaveLength(1)
})

test('a service that answers a repeated id once is asked about each variant', async () => {
  const { service, context } = start({ a: DONE })
  service.on('/job/v1/download/', ({ url }) => {
    const first = url.searchParams.get('variant_id')?.split(',')[0] ?? ''
    return json({ links: [{ rid: 'a', urls: [{ name: `take_${first}`, files: [link('bvh')] }] }] })
  })
  const [answer] = await status([motion('a', 2)], context)
  expect(answer).toMatchObject({
    output: {
      artifacts: [{ source: { group: 'take_1', variant: 1 } }, { source: { group: 'take_2', variant: 2 } }],
    },
  })
})

test('a render has no variants and lists its video', async () => {
  const { service, context } = start({ a: DONE })
  service.on('/job/v1/download/a', json({ links: [{ rid: 'a', urls: files(link('mp4'), link('bvh')) }] }))
  const [answer] = await status([picture('a')], context)
  expect(answer).toMatchObject({ status: 'succeeded', output: { artifacts: [{ format: 'mp4' }] } })
  expect(service.to('/job/v1/download/')[0]?.url.search).toBe('')
})

const refusing = (variants: object | undefined) => {
  const run = start({ a: DONE })
  run.service.on('/job/v1/download/', json({ links: [{ rid: 'a', variantDownloadStatus: false }] }))
  run.service.on('/job/v1/list/', json({ list: [{ rid: 'a', variants }] }))
  return run
}

test.each([
  ['is listed', { '1': { download: false } }, 'insufficient-credits'],
  ['is not listed', { '2': { download: true } }, 'not-found'],
  ['is on no list', undefined, 'insufficient-credits'],
])('a job fails when its only variant is refused and %s', async (_, variants, code) => {
  const { context } = refusing(variants)
  const [answer] = await status([motion('a')], context)
  expect(answer).toMatchObject({ status: 'failed', error: { code } })
})

test('a job of which one variant is refused succeeds, and says which', async () => {
  const { service, context } = start({ a: DONE })
  service.on(
    '/job/v1/download/',
    json({
      links: [
        { rid: 'a', variantDownloadStatus: false },
        { rid: 'a', urls: files(link('bvh')) },
      ],
    }),
  )
  const [answer] = await status([motion('a', 2)], context)
  expect(answer).toMatchObject({
    status: 'succeeded',
    output: {
      artifacts: [{ variant: 2 }],
      data: { refused: [{ variant: 1, code: 'insufficient-credits' }] },
    },
  })
})

test.each([
  ['lists no files yet', { links: [{ rid: 'a' }] }, 200],
  ['lists leftovers only', { links: [{ rid: 'a', urls: [{ name: 'inter', files: [link('bvh')] }] }] }, 200],
  ['answers about another job', { links: [{ rid: 'b', urls: files(link('bvh')) }] }, 200],
  ['has no links', {}, 200],
  ['does not know the job there', { message: 'what?' }, 404],
  ['wants credits to say', { message: 'pay' }, 402],
])('a finished job whose download %s is asked about again', async (_, body, code) => {
  const { service, context } = start({ a: DONE, b: { status: 'STARTING' } })
  service.on('/job/v1/download/', json(body, code))
  const [answer, other] = await status([motion('a'), motion('b')], context)
  expect(answer).toBeInstanceOf(JobError)
  expect(other).toEqual({ status: 'queued', position: null })
})

test('an id that would lead elsewhere is not asked about', async () => {
  const { service, context } = start({})
  await expect(status([motion('..')], context)).rejects.toMatchObject({ code: 'provider-protocol' })
  expect(service.sent).toHaveLength(0)
})
