import { isRefusal, JobError } from '@onetake/core'
import {
  createScriptedService,
  endure,
  hostileAnswers,
  json,
  LOST_REPLIES,
  networkError,
  refusalOf,
} from '@onetake/provider-kit/testing'
import { describe, expect, test } from 'vitest'
import { CREDENTIALS, lendOpus, result, startOpus, STORAGE } from '../test/scripted-opus.ts'
import { extract, lookFirst } from '../test/extract.ts'
import { connectOpus } from './client.ts'
import { extractGlb } from './extract.ts'
import { imageTo3d } from './image-to-3d.ts'

const JOBS = { image: { uid: 'i1', startedAt: 0 } }
const REF = { uid: 'e1', imageUid: 'i1', before: [], startedAt: 1_800_000_000_000 }
const DONE = result('COMPLETED', [`${STORAGE}/a.mp4`, 'mp4'], [`${STORAGE}/a.glb`, 'glb'])

type Lent = ReturnType<typeof startOpus>['context']
const submits = [
  ['imageTo3d', '/process-image', (context: Lent) => imageTo3d.submit({ image: 'image' }, context)],
  ['extractGlb', '/extract-glb', (context: Lent) => extract(extractGlb, 'image', context)],
] as const

describe.each(submits)('a submit of %s', (_, path, submit) => {
  function start() {
    const { service, context } = startOpus(JOBS)
    service.on('/job_result/i1', json(result('COMPLETED')))
    return { service, run: () => submit(context) }
  }

  test.each(LOST_REPLIES)('that meets %s is sent once, and is no refusal', async (_title, reply) => {
    const { service, run } = start()
    service.on(path, reply())
    const error = await refusalOf(run())
    expect([error.code, isRefusal(error), service.to(path).length]).toEqual(['unconfirmed', false, 1])
  })

  test.each([
    [401, { message: 'Invalid API key.' }, 'credentials-refused'],
    [403, { message: 'You are not subscribed to this API.' }, 'credentials-refused'],
    [404, { message: "Endpoint '/x' does not exist" }, 'not-found'],
    [413, { message: 'too large' }, 'invalid-input'],
    [429, { message: 'You have exceeded the MONTHLY quota' }, 'rate-limited'],
  ])('that the gateway answers with %s was not taken', async (status, body, code) => {
    const { service, run } = start()
    service.on(path, json(body, status, { 'x-rapidapi-proxy-response': 'true' }))
    const error = await refusalOf(run())
    expect([error.code, isRefusal(error), service.to(path).length]).toEqual([code, true, 1])
  })

  test('that never left was not taken', async () => {
    const { service, run } = start()
    service.on(path, networkError({ code: 'ECONNREFUSED', syscall: 'connect' }))
    expect(await refusalOf(run())).toMatchObject({ code: 'not-submitted' })
  })
})

test.each([
  ['a header of HTTP', { 'retry-after': '7', 'x-ratelimit-reset': '30' }, 7_000],
  ['seconds', { 'x-ratelimit-reset': '30' }, 30_000],
  ['an instant', { 'x-ratelimit-reset': '1800000020' }, 20_000],
  ['the plan', { 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': '60' }, 60_000],
  [
    'a plan for a month',
    { 'x-ratelimit-requests-remaining': '0', 'x-ratelimit-requests-reset': '900000' },
    300_000,
  ],
  [
    'a plan that has some left',
    { 'x-ratelimit-requests-remaining': '9', 'x-ratelimit-requests-reset': '60' },
    undefined,
  ],
  ['nothing readable', { 'x-ratelimit-reset': 'soon' }, undefined],
])('a question that comes too soon waits as long as %s says', async (_, headers, retryAfterMs) => {
  const { service, context } = startOpus()
  service.on('/job_result', json({ message: 'Too many requests' }, 429, headers))
  const [answer] = await imageTo3d.status([{ uid: 'i1', startedAt: 0 }], context)
  expect(answer).toMatchObject({ code: 'rate-limited' })
  expect((answer as JobError).retryAfterMs).toBe(retryAfterMs)
})

describe('the key', () => {
  test('goes to the configured address alone, and to no file', async () => {
    const { service, context } = startOpus(JOBS)
    service.on('/job_result', json(DONE))
    service.on(
      STORAGE,
      new Response(null, { status: 302, headers: { location: 'https://cdn.example.com/b' } }),
    )
    service.on('https://cdn.example.com', new Response('glb'))
    const [report] = await extractGlb.status([REF], context)
    const source =
      JobError.is(report) || report?.status !== 'succeeded' ? undefined : report.output.artifacts[0]
    if (!source) throw new Error('no file')
    await extractGlb.download(source.source, context)
    const keyed = service.sent.filter(({ headers }) => headers.has('x-rapidapi-key'))
    expect(new Set(keyed.map(({ url }) => url.host))).toEqual(new Set(['opus.test']))
    expect(service.sent.map(({ url }) => url.host).slice(-2)).toEqual([
      'bucket.s3.example.com',
      'cdn.example.com',
    ])
  })

  test('follows no redirect', async () => {
    const { service, context } = startOpus()
    service.on(
      '/job_result',
      new Response(null, { status: 302, headers: { location: 'https://evil.test/' } }),
    )
    const [answer] = await imageTo3d.status([{ uid: 'i1', startedAt: 0 }], context)
    expect(answer).toMatchObject({ code: 'provider-protocol' })
    expect(service.sent.map(({ url }) => url.host)).toEqual(['opus.test'])
  })

  test.each([400, 401, 403, 404, 409, 422, 429, 500, 503])(
    'is in no error, though a %s repeats it',
    async (status) => {
      const { service, context } = startOpus(JOBS)
      service.on('/', json({ message: 'key canary-key, see https://opus.test/?key=canary-key' }, status))
      const errors = [
        await refusalOf(imageTo3d.submit({ image: 'image' }, context)),
        await refusalOf(lookFirst(extractGlb, 'image', context)),
        await refusalOf(
          extractGlb.submit({ job: 'image' }, { ...context, staged: { imageUid: 'i1', before: [] } }),
        ),
        ...(await imageTo3d.status([{ uid: 'i1', startedAt: 0 }], context)),
        await refusalOf(imageTo3d.download({ uid: 'i1', format: 'mp4', mark: '' }, context)),
      ]
      for (const error of errors) expect(inspected(error)).not.toMatch(/canary|opus\.test/)
    },
  )

  test.each([
    ['is missing', { rapidApiKey: '' }],
    ['has a line of its own', { rapidApiKey: 'a\r\nx-admin: 1' }],
    ['would travel unencrypted', { rapidApiKey: 'a', url: 'http://opus.test' }],
    ['has a host that is none', { rapidApiKey: 'a', host: 'a b' }],
  ])('that %s is refused before anything is sent', (_, credentials) => {
    expect(() => connectOpus(credentials, createScriptedService().io)).toThrow(TypeError)
  })
})

test.each([
  'http://bucket.s3.example.com/a.mp4',
  'https://169.254.169.254/a.mp4',
  'https://10.0.0.1/a.mp4',
  'https://localhost/a.mp4',
  'file:///a.mp4',
])('a file is not fetched from %s', async (link) => {
  const { service, context } = startOpus()
  service.on('/job_result', json(result('COMPLETED', [link, 'mp4'])))
  const error = await refusalOf(imageTo3d.download({ uid: 'i1', format: 'mp4', mark: '' }, context))
  expect(error).toMatchObject({ code: 'provider-protocol' })
  expect(service.sent.map(({ url }) => url.host)).toEqual(['opus.test'])
})

test('a link that has expired is asked for once more', async () => {
  const { service, context } = startOpus()
  service.on('/job_result', json(DONE))
  service.on(STORAGE, new Response(null, { status: 403 }), new Response('video'))
  const source = { uid: 'i1', format: 'mp4', mark: '' } as const
  expect(await (await imageTo3d.download(source, context)).text()).toBe('video')
  service.on(STORAGE, new Response(null, { status: 403 }))
  expect(await refusalOf(imageTo3d.download(source, context))).toMatchObject({ code: 'provider-unavailable' })
})

describe('20000 hostile answers', () => {
  test(
    'are a report or an error of ours when a job is asked about, and start nothing',
    { timeout: 120_000 },
    async () => {
      const service = createScriptedService()
      const context = lendOpus(service)
      const outcomes = await endure(hostileAnswers(DONE, { seed: 1, count: 12_000 }), async (answer) => {
        service.sent.length = 0
        service.on('/job_result', answer.reply)
        const answers = [
          ...(await imageTo3d.status([{ uid: 'i1', startedAt: service.io.now() }], context)),
          ...(await extractGlb.status([REF], context)),
        ]
        expect(answers).toHaveLength(2)
        for (const each of answers) {
          if (JobError.is(each) && each.code === 'internal') throw each
          expect(JSON.stringify(each)).not.toMatch(/canary|example\.com|evil|169\.254/)
        }
        expect(service.sent.every(({ url, method }) => url.host === 'opus.test' && method === 'GET')).toBe(
          true,
        )
      })
      expect(outcomes).toEqual({ value: 12_000 })
    },
  )

  test('to a submit are a uid, a refusal or unconfirmed', { timeout: 120_000 }, async () => {
    const service = createScriptedService()
    const context = lendOpus(service)
    const outcomes = await endure(
      hostileAnswers({ job_uid: 'i1' }, { seed: 2, count: 4_000 }),
      async (answer) => {
        service.sent.length = 0
        service.on('/process-image', answer.reply)
        const ref = await imageTo3d
          .submit({ image: 'image' }, context)
          .finally(() => expect(service.sent).toHaveLength(1))
        expect(ref.uid).not.toBe('')
      },
    )
    expect(outcomes).toMatchObject({ value: expect.any(Number), unconfirmed: expect.any(Number) })
    expect(outcomes).not.toHaveProperty('provider-protocol')
  })

  test('before a download lead to no place that is not public', { timeout: 120_000 }, async () => {
    const service = createScriptedService()
    const context = lendOpus(service)
    await endure(hostileAnswers(DONE, { seed: 3, count: 4_000 }), async (answer) => {
      service.sent.length = 0
      service.on('https://', new Response('file'))
      service.on('/job_result', answer.reply)
      await imageTo3d.download({ uid: 'i1', format: 'mp4', mark: 'x' }, context).finally(() => {
        for (const { url, headers } of service.sent) {
          expect(url.protocol).toBe('https:')
          if (url.host !== 'opus.test') expect(headers.has('x-rapidapi-key')).toBe(false)
        }
      })
    })
  })
})

/** All of an error that a log might print. */
const inspected = (thrown: unknown): string =>
  thrown instanceof Error
    ? `${thrown.stack} ${JSON.stringify(thrown)} ${inspected(thrown.cause)}`
    : (JSON.stringify(thrown) ?? '')

test('credentials are in nothing that is lent', () => {
  expect(JSON.stringify(startOpus().context)).not.toContain(CREDENTIALS.rapidApiKey)
})
