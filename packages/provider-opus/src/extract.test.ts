import { JobError } from '@onetake/core'
import { json, refusalOf } from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { extract, lookFirst } from '../test/extract.ts'
import { result, startOpus, STORAGE } from '../test/scripted-opus.ts'
import { extractGaussian, extractGlb } from './extract.ts'
import type { ExtractionRef } from './opus-ref.ts'

const STARTED = 1_800_000_000_000
const HOUR = 3_600_000
const IMAGE = { uid: 'i1', startedAt: STARTED }
const JOBS = {
  image: IMAGE,
  mesh: { uid: 'e0', imageUid: 'i1', before: [], startedAt: STARTED },
  other: 'rid',
}
const MP4 = [`${STORAGE}/preview.mp4?sig=1`, 'mp4'] as const
const GLB = [`${STORAGE}/1.glb?sig=1`, 'glb'] as const
const NEW_GLB = [`${STORAGE}/2.glb?sig=1`, 'glb'] as const

test.each([
  ['glb', extractGlb],
  ['gaussian', extractGaussian],
] as const)('a submit of %s is one empty object, the image in the address', async (word, operation) => {
  const { service, context } = startOpus(JOBS)
  service.on('/job_result/i1', json(result('COMPLETED', MP4)))
  service.on(`/extract-${word}`, json({ job_uid: 'e1' }))
  const ref = await extract(operation, 'image', context)
  expect(ref).toEqual({ uid: 'e1', imageUid: 'i1', before: [], startedAt: STARTED })
  const [sent, ...more] = service.to('/extract')
  expect(more).toEqual([])
  expect([sent?.method, sent?.url.href, sent?.body, sent?.headers.get('content-type')]).toEqual([
    'POST',
    `https://opus.test/extract-${word}?job_uid=i1`,
    {},
    'application/json',
  ])
})

test('extractions of one image take turns, whatever is extracted', () => {
  const keys = [extractGlb, extractGaussian].map(({ exclusive }) => exclusive?.({ job: 'image' }))
  expect(keys).toEqual(['image:image', 'image:image'])
  expect(extractGlb.exclusive?.({ job: 'other' })).not.toBe('image:image')
})

test.each([
  ['that is no job of theirs', 'nobody', null, 'Must be the id of an imageTo3d job of yours'],
  ['that is an extraction', 'mesh', null, 'Must be the id of an imageTo3d job of yours'],
  ['of another provider', 'other', null, 'Must be the id of an imageTo3d job of yours'],
  ['that has not succeeded', 'image', json({ status: 'IN_PROGRESS' }), 'that one has not'],
  ['that has failed', 'image', json({ status: 'FAILED' }), 'that one has not'],
  ['that Opus has forgotten', 'image', json({ message: 'Job not found' }, 404), 'no longer knows that one'],
])('a job %s is refused by name, before anything is stored or started', async (_, job, answer, message) => {
  const { service, context } = startOpus(JOBS)
  if (answer) service.on('/job_result/i1', answer)
  const refusal = {
    code: 'invalid-input',
    message: expect.stringContaining(message),
    issues: [{ path: 'job', message: expect.any(String) }],
  }
  expect(await refusalOf(extractGlb.prepare?.({ job }, context) ?? Promise.resolve())).toMatchObject(refusal)
  expect(await refusalOf(lookFirst(extractGlb, job, context))).toMatchObject(refusal)
  expect(service.to('/extract')).toEqual([])
})

test('an image that cannot be asked about now ends nothing: it is asked about again before anything is sent', async () => {
  const { service, context } = startOpus(JOBS)
  service.on('/job_result/i1', json({}, 503))
  expect(await refusalOf(lookFirst(extractGlb, 'image', context))).toMatchObject({
    code: 'provider-unavailable',
    retryable: true,
  })
  expect(service.to('/extract')).toEqual([])
})

describe('an extraction', () => {
  const REF: ExtractionRef = { uid: 'e1', imageUid: 'i1', before: [], startedAt: STARTED }
  const MISSING = json({ message: 'Job not found' }, 404)
  const RUNNING = { status: 'running', progress: null }

  interface Given {
    readonly own: Response
    readonly image: Response
    readonly ref?: Partial<ExtractionRef>
    readonly ms?: number
  }

  async function standing({ own, image, ref, ms = 0 }: Given) {
    const { service, context } = startOpus()
    service.on('/job_result/i1', image)
    service.on('/job_result/e1', own)
    service.on(STORAGE, ({ url }) => new Response(url.pathname))
    service.pass(ms)
    const [answer] = await extractGlb.status([{ ...REF, ...ref }], context)
    if (JobError.is(answer) || answer?.status !== 'succeeded') return answer
    const [artifact] = answer.output.artifacts
    if (artifact === undefined) throw new Error('no file')
    const file = await (await extractGlb.download(artifact.source, context)).text()
    return { file, ...answer.output.data }
  }

  /** The marks that a submit keeps when these files are there already. */
  async function marks(...urls: (readonly [string, string])[]) {
    const { service, context } = startOpus(JOBS)
    service.on('/job_result/i1', json(result('COMPLETED', MP4, ...urls)))
    service.on('/extract-glb', json({ job_uid: 'e1' }))
    return (await extract(extractGlb, 'image', context)).before
  }

  test('is done when its own uid shows the file, as the document has it', async () => {
    const own = json(result('COMPLETED', GLB))
    expect(await standing({ own, image: MISSING })).toEqual({ file: '/1.glb', isEarlier: false })
  })

  test.each([
    ['knows nothing', MISSING],
    ['is at work for ever', json({ status: 'IN_PROGRESS' })],
    ['is done and shows nothing', json(result('COMPLETED'))],
  ])('is done when the image shows the file, as the sample has it, though its own uid %s', async (_, own) => {
    const image = json(result('COMPLETED', MP4, GLB))
    expect(await standing({ own, image })).toEqual({ file: '/1.glb', isEarlier: false })
  })

  test('whose uid is that of the image is done when the file shows up there', async () => {
    const ref = { uid: 'i1' }
    const image = json(result('COMPLETED', MP4))
    expect(await standing({ own: MISSING, image, ref })).toEqual(RUNNING)
    const done = json(result('COMPLETED', MP4, GLB))
    expect(await standing({ own: MISSING, image: done, ref })).toMatchObject({ file: '/1.glb' })
  })

  test.each([
    ['waits', { status: 'PENDING' }, { status: 'queued', position: null }],
    ['is at work', { status: 'IN_PROGRESS' }, RUNNING],
    ['says nothing of use', result('COMPLETED', MP4), RUNNING],
  ])('that %s is told so, while the image stays completed', async (_, own, report) => {
    expect(await standing({ own: json(own), image: json(result('COMPLETED', MP4)) })).toEqual(report)
  })

  test.each([
    ['its own uid', json({ status: 'FAILED' }), json(result('COMPLETED', MP4))],
    [
      'its own uid, whatever the image shows',
      json({ status: 'FAILED' }),
      json(result('COMPLETED', MP4, GLB)),
    ],
    ['the image', json({ status: 'IN_PROGRESS' }), json({ status: 'FAILED' })],
    ['the image alone', MISSING, json({ status: 'FAILED' })],
  ])('has failed when %s says so', async (_, own, image) => {
    expect(await standing({ own, image })).toMatchObject({
      status: 'failed',
      error: { code: 'provider-failed' },
    })
  })

  test('is not done by a file that was there before, though its link is signed anew', async () => {
    const before = await marks(GLB)
    const again = [`${STORAGE}/1.glb?sig=2`, 'glb'] as const
    const own = json({ status: 'IN_PROGRESS' })
    const given = { own, ref: { before } }
    expect(await standing({ ...given, image: json(result('COMPLETED', MP4, again)) })).toEqual(RUNNING)
    const image = json(result('COMPLETED', MP4, again, NEW_GLB))
    expect(await standing({ ...given, image })).toEqual({ file: '/2.glb', isEarlier: false })
  })

  test('that writes over an earlier file is done when its own uid says so', async () => {
    const ref = { before: await marks(GLB) }
    const done = json(result('COMPLETED', MP4, GLB))
    expect(await standing({ own: done, image: done, ref })).toEqual({ file: '/1.glb', isEarlier: false })
  })

  test('that nobody can tell from an earlier one ends with that, after an hour, and says so', async () => {
    const ref = { before: await marks(GLB) }
    const image = json(result('COMPLETED', MP4, GLB))
    expect(await standing({ own: MISSING, image, ref, ms: HOUR - 1 })).toEqual(RUNNING)
    const late = await standing({ own: MISSING, image, ref, ms: HOUR + 1 })
    expect(late).toEqual({ file: '/1.glb', isEarlier: true })
  })

  test('that fails where nobody can see it is given up after an hour', async () => {
    const image = json(result('COMPLETED', MP4))
    expect(await standing({ own: MISSING, image, ms: HOUR + 1 })).toMatchObject({
      error: { code: 'timeout' },
    })
    const own = json({ status: 'IN_PROGRESS' })
    expect(await standing({ own, image, ms: HOUR + 1 })).toEqual(RUNNING)
  })

  test('that neither uid knows is lost', async () => {
    expect(await standing({ own: MISSING, image: MISSING })).toMatchObject({ code: 'lost' })
  })

  test('of a splat takes the ply alone', async () => {
    const { service, context } = startOpus()
    service.on('/job_result/e1', json(result('COMPLETED', GLB, [`${STORAGE}/a.ply`, 'ply'])))
    expect((await extractGaussian.status([REF], context))[0]).toMatchObject({
      output: { artifacts: [{ format: 'ply' }] },
    })
  })
})
