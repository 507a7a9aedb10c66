import { JobError } from '@onetake/core'
import { json } from '@onetake/provider-kit/testing'
import { expect, test } from 'vitest'
import { detection, downloads, lent, multi, scriptedAnimate3D, single } from '../../test/animate3d.ts'
import { detectPersons } from './detect-persons.ts'
import { multiPerson } from './multi-person.ts'
import { rerun } from './rerun.ts'
import { status } from './status.ts'
import { video2anim } from './video2anim.ts'

/** Answers about whatever is asked, from a table of entries, in reverse order. */
function start(entries: Record<string, object>) {
  const service = scriptedAnimate3D()
  service.on('/status/', ({ url }) => {
    const rids = url.pathname.split('/').pop()?.split(',').map(decodeURIComponent) ?? []
    const found = rids
      .toReversed()
      .flatMap((rid) => (entries[rid] === undefined ? [] : [{ rid, ...entries[rid] }]))
    return json({ count: found.length, status: found })
  })
  return { service, context: lent(service) }
}

const DONE = { status: 'SUCCESS', details: {} }

test('every operation is asked about by one function', () => {
  for (const operation of [video2anim, detectPersons, multiPerson, rerun])
    expect(operation.status).toBe(status)
})

test('nothing can be canceled, and nothing claims that it can', () => {
  for (const operation of [video2anim, detectPersons, multiPerson, rerun])
    expect(operation).not.toHaveProperty('cancel')
})

test('fifty jobs are one question, and answers find their job by id', async () => {
  const rids = Array.from({ length: 120 }, (_, index) => `r/${index}`)
  const { service, context } = start(
    Object.fromEntries(
      rids.map((rid, index) => [rid, { status: 'PROGRESS', details: { step: index, total: 120 } }]),
    ),
  )
  const answers = await status(
    rids.map((rid) => single(rid)),
    context,
  )
  expect(answers).toEqual(rids.map((_, index) => ({ status: 'running', progress: index / 120 })))
  expect(service.to('/status/')).toHaveLength(3)
})

test('a job that the service does not know is lost; the others are answered', async () => {
  const { context } = start({ a: { status: 'STARTING' }, c: { status: 'PAUSED' } })
  const [a, b, c] = await status([single('a'), detection('b'), single('c')], context)
  expect(a).toEqual({ status: 'queued', position: null })
  expect(b).toMatchObject({ code: 'lost' })
  expect(b).toBeInstanceOf(JobError)
  expect(c).toMatchObject({ code: 'provider-protocol' })
})

test('a question that fails is the answer of its batch only, and thrown where nothing was learned', async () => {
  const { service, context } = start({})
  const refs = Array.from({ length: 60 }, (_, index) => single(`r${index}`))
  const running = { status: 'PROGRESS', details: { step: 1, total: 2 } }
  service.on('/status/r0,', json({}, 503))
  service.on('/status/r50,', json({ status: refs.slice(50).map(({ rid }) => ({ rid, ...running })) }))
  const answers = await status(refs, context)
  expect(answers.slice(0, 50).every((answer) => JobError.is(answer))).toBe(true)
  expect(answers.slice(50)).toEqual(Array.from({ length: 10 }, () => ({ status: 'running', progress: 0.5 })))
  await expect(status(refs.slice(0, 50), context)).rejects.toMatchObject({ code: 'provider-unavailable' })
})

test('a finished motion lists its files, and no link', async () => {
  const { service, context } = start({ a: DONE })
  service.on(
    '/download/a',
    json(
      downloads(
        'a',
        { inter_pose: ['bvh'], take_001: ['bvh', 'fbx', 'usd'], landmarks: ['dmpe'], extra: ['bvh'] },
        { mode: 0 },
      ),
    ),
  )
  const [answer] = await status([single('a')], context)
  const artifact = (group: string, format: string, label?: string) => ({
    format,
    source: { rid: 'a', group, type: format },
    ...(label !== undefined && { label }),
  })
  expect(answer).toEqual({
    status: 'succeeded',
    output: {
      artifacts: [
        artifact('take_001', 'bvh'),
        artifact('take_001', 'fbx'),
        artifact('landmarks', 'dmpe', 'landmarks'),
        artifact('extra', 'bvh', 'extra'),
      ],
      data: { persons: [] },
    },
  })
  expect(JSON.stringify(answer)).not.toMatch(/https|canary/)
})

test('every key of a file object is a file', async () => {
  const { service, context } = start({ a: DONE })
  const files = [{ bvh: 'https://x.test/1', glb: 'https://x.test/2', fbx: 7 }]
  service.on('/download/a', json({ links: [{ rid: 'a', urls: [{ name: 'clip', files }] }] }))
  const [answer] = await status([single('a')], context)
  expect(answer).toMatchObject({ output: { artifacts: [{ format: 'bvh' }, { format: 'glb' }] } })
})

test('the files of several persons say whose they are, and those of the detection are left to it', async () => {
  const { service, context } = start({ a: DONE })
  service.on(
    '/download/a',
    json(
      downloads(
        'a',
        {
          clip_001: ['bvh'],
          clip_002: ['bvh'],
          all_characters: ['bvh', 'fbx'],
          characters_detection_result: ['cdsave'],
          thumbnail_character_001: ['png'],
          clip: ['mp4'],
        },
        { mode: 1, models: [{ trackingId: '001', modelId: 'c1' }] },
      ),
    ),
  )
  const [answer] = await status([multi('a')], context)
  expect(answer).toMatchObject({
    output: {
      artifacts: [
        { format: 'bvh', label: 'person-001' },
        { format: 'bvh', label: 'person-002' },
        { format: 'bvh', label: 'all-characters' },
        { format: 'fbx', label: 'all-characters' },
        { format: 'mp4', source: { group: 'clip' } },
      ],
      data: { persons: [{ trackingId: '001', character: 'c1' }] },
    },
  })
})

test('a detection tells who was found, by id, and shows them', async () => {
  const { service, context } = start({ a: DONE })
  service.on(
    '/download/a',
    json(
      downloads('a', {
        characters_detection_result: ['cdsave'],
        thumbnail_character_002: ['png'],
        clip: ['mp4'],
      }),
    ),
  )
  const frames = [[{ id: 12, box: [] }, { id: 2 }], [], [{ id: 2 }, { id: 2 }]]
  service.on(
    'https://storage.googleapis.com/b/characters_detection_result',
    json({ detectionResults: frames }),
  )
  const [answer] = await status([detection('a')], context)
  expect(answer).toEqual({
    status: 'succeeded',
    output: {
      artifacts: [
        {
          format: 'json',
          label: 'detection',
          source: { rid: 'a', group: 'characters_detection_result', type: 'cdsave' },
        },
        {
          format: 'png',
          label: 'person-002',
          source: { rid: 'a', group: 'thumbnail_character_002', type: 'png' },
        },
      ],
      data: {
        persons: [
          { trackingId: '002', frames: 2 },
          { trackingId: '012', frames: 1 },
        ],
      },
    },
  })
})

test.each([
  ['no urls', { links: [{ rid: 'a' }] }],
  ['no such job', { links: [] }],
  ['another job', { links: [{ rid: 'b', urls: [] }] }],
  ['no files', { links: [{ rid: 'a', urls: [] }] }],
])('a finished job with %s is not believed yet', async (_, answer) => {
  for (const ref of [single('a'), detection('a')]) {
    const { service, context } = start({ a: DONE })
    service.on('/download/a', json(answer))
    expect((await status([ref], context))[0]).toMatchObject({ code: 'provider-protocol' })
  }
})

test('the success of a detection is not that of the motions made from it', async () => {
  const { service, context } = start({ a: DONE })
  service.on('/download/a', json(downloads('a', { characters_detection_result: ['cdsave'] }, { mode: 0 })))
  expect(await status([multi('a')], context)).toEqual([{ status: 'running', progress: null }])
  service.pass(3_600_000)
  expect(await status([multi('a')], context)).toMatchObject([{ status: 'failed', error: { code: 'lost' } }])
})
