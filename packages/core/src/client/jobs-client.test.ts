import { firstValueFrom, lastValueFrom, toArray } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeServer, problem, snapshot, type FakeServer } from '../../test/fake-server.ts'
import { JobError } from '../errors.ts'
import type { JobSnapshot } from '../job.ts'
import { createJobsClient, type JobsClientOptions } from './jobs-client.ts'

interface Jobs {
  [id: string]: { input: unknown; output: { artifacts: []; data: string } }
}

let server: FakeServer
const open = (options: Partial<JobsClientOptions> = {}) =>
  createJobsClient<Jobs, Jobs>({ url: server.url, fetch: server.fetch, random: () => 0, ...options })

/** Lets everything that is under way come to rest. */
const settle = () => vi.advanceTimersByTimeAsync(0)
const count = (request: string) => server.requests.filter((each) => each === request).length
const done = (id: string, seq: number): JobSnapshot =>
  snapshot(id, { seq, status: 'succeeded', output: { artifacts: [], data: 'ok' } })

function listen(client: ReturnType<typeof open>, id: string) {
  const heard = { statuses: [] as string[], end: null as unknown, stop: () => {} }
  const subscription = client.watch(id).subscribe({
    next: (job) => heard.statuses.push(`${job.seq} ${job.status}`),
    error: (error) => (heard.end = error),
    complete: () => (heard.end = 'complete'),
  })
  heard.stop = () => subscription.unsubscribe()
  return heard
}

beforeEach(() => {
  vi.useFakeTimers()
  server = createFakeServer()
})
afterEach(async () => {
  await server.rest()
  vi.useRealTimers()
})

describe('watch', () => {
  it('tells the job as it stands, then every change, then completes', async () => {
    server.putSilently(snapshot('a', { seq: 1, status: 'submitting' }))
    const heard = listen(open(), 'a')
    await settle()
    server.put(snapshot('a', { seq: 2, status: 'running', progress: 0.5 }))
    server.put(snapshot('b', { seq: 9, status: 'running', progress: 0.5 }))
    server.put(done('a', 3))
    await settle()
    expect(heard).toMatchObject({ statuses: ['1 submitting', '2 running', '3 succeeded'], end: 'complete' })
  })

  it('opens no stream for a job that is over', async () => {
    server.putSilently(done('a', 3))
    expect(await firstValueFrom(open().watch('a'))).toMatchObject({ status: 'succeeded' })
    expect(server.requests).toEqual(['GET /jobs/a'])
  })

  it('shares one stream among many watchers, and closes it a moment after the last has left', async () => {
    const client = open()
    for (const id of ['a', 'b']) server.putSilently(snapshot(id))
    const watchers = ['a', 'a', 'b'].map((id) => listen(client, id))
    await settle()
    expect(count('GET /jobs/events')).toBe(1)
    for (const watcher of watchers) watcher.stop()
    await settle()
    expect(server.openStreams()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.openStreams()).toBe(0)
  })

  it('goes on with the same stream when a watcher comes back at once', async () => {
    const client = open()
    server.putSilently(snapshot('a'))
    const first = listen(client, 'a')
    await settle()
    first.stop()
    await vi.advanceTimersByTimeAsync(500)
    const second = listen(client, 'a')
    await vi.advanceTimersByTimeAsync(5_000)
    server.put(snapshot('a', { seq: 1, status: 'submitting' }))
    await settle()
    expect(count('GET /jobs/events')).toBe(1)
    expect(second.statuses).toEqual(['0 pending', '1 submitting'])
    second.stop()
  })

  it('orders by seq, whatever arrives when', async () => {
    server.putSilently(snapshot('a'))
    const heard = listen(open(), 'a')
    await settle()
    for (const seq of [3, 2, 3, 5, 4]) server.put(snapshot('a', { seq, status: 'queued', position: seq }))
    server.put(done('a', 6))
    await settle()
    expect(heard.statuses).toEqual(['0 pending', '3 queued', '5 queued', '6 succeeded'])
  })

  it.each([1, 2, 3, 7, 64])('reads a stream that arrives in pieces of %i bytes', async (size) => {
    server.putSilently(snapshot('a'))
    const heard = lastValueFrom(open().watch('a').pipe(toArray()))
    await settle()
    const job = snapshot('a', { seq: 1, status: 'running', progress: null, message: 'tänzt 🕺 weiter' })
    server.write(`: still here\n\ndata: ${JSON.stringify(job)}\r\n\r\n`, size)
    server.write(`data: ${JSON.stringify(done('a', 2))}\n\n`, size)
    expect(await heard).toEqual([snapshot('a'), job, done('a', 2)])
  })

  it('hears the end of a job that ended while the line was down', async () => {
    server.putSilently(snapshot('a', { seq: 1, status: 'queued', position: 0 }))
    const heard = listen(open(), 'a')
    await settle()
    server.cut()
    server.putSilently(done('a', 7))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(heard).toMatchObject({ statuses: ['1 queued'], end: null })
    server.restore()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(heard).toMatchObject({ statuses: ['1 queued', '7 succeeded'], end: 'complete' })
  })

  it('takes a silent line for a lost one', async () => {
    server.putSilently(snapshot('a'))
    const heard = listen(open(), 'a')
    for (let beat = 0; beat < 8; beat++) {
      await vi.advanceTimersByTimeAsync(15_000)
      server.write(': still here\n\n')
    }
    await settle()
    expect(count('GET /jobs/events')).toBe(1)
    await vi.advanceTimersByTimeAsync(46_000)
    expect(count('GET /jobs/events')).toBe(2)
    expect(server.openStreams()).toBe(1)
    heard.stop()
  })

  it('comes back ever more slowly to a server that stays away, at most every 30 s', async () => {
    server.putSilently(snapshot('a'))
    const heard = listen(open({ random: () => 0.999 }), 'a')
    await settle()
    server.cut()
    await vi.advanceTimersByTimeAsync(10_000)
    const early = count('GET /jobs/events')
    await vi.advanceTimersByTimeAsync(600_000)
    const late = count('GET /jobs/events') - early
    expect(early).toBeGreaterThan(2)
    expect(late).toBeGreaterThanOrEqual(19)
    expect(late).toBeLessThanOrEqual(21)
    server.restore()
    heard.stop()
  })

  it('comes back soon to a proxy that closes every stream after a while', async () => {
    server.putSilently(snapshot('a'))
    const heard = listen(open(), 'a')
    for (let round = 0; round < 6; round++) {
      await vi.advanceTimersByTimeAsync(20_000)
      server.closeStreams()
    }
    await vi.advanceTimersByTimeAsync(1_000)
    expect(server.openStreams()).toBe(1)
    heard.stop()
  })

  it('still learns of changes where no stream gets through', async () => {
    server.putSilently(snapshot('a'))
    for (let attempt = 0; attempt < 9; attempt++) {
      server.answerNext('GET /jobs/events', () => new Response('<html>', { status: 200 }))
    }
    const heard = listen(open(), 'a')
    await settle()
    server.putSilently(done('a', 2))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard).toMatchObject({ statuses: ['0 pending', '2 succeeded'], end: 'complete' })
  })

  it('asks again by itself when one question gets lost on a good line', async () => {
    server.putSilently(snapshot('a', { seq: 1, status: 'queued', position: 1 }))
    server.answerNext('GET /jobs/a', () => Promise.reject(new TypeError('fetch failed')))
    server.answerNext('GET /jobs/a', () => new Response('bad gateway', { status: 502 }))
    const heard = listen(open(), 'a')
    await vi.advanceTimersByTimeAsync(5_000)
    expect(heard).toMatchObject({ statuses: ['1 queued'], end: null })
    heard.stop()
  })

  it('asks no more once its watcher has left', async () => {
    server.putSilently(snapshot('a'))
    const heard = listen(open(), 'a')
    server.answerNext('GET /jobs/a', () => Promise.reject(new TypeError('fetch failed')))
    await vi.advanceTimersByTimeAsync(100)
    expect(count('GET /jobs/a')).toBe(2)
    heard.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(count('GET /jobs/a')).toBe(2)
  })

  it('ends with not-found when there is no such job', async () => {
    await expect(firstValueFrom(open().watch('a'))).rejects.toMatchObject({
      name: 'JobError',
      code: 'not-found',
    })
  })

  it('ends with unauthorized when the server, in whatever words, wants a sign-in', async () => {
    const refused = () => Response.json({ statusCode: 401 }, { status: 401 })
    server.answerNext('GET /jobs/a', refused)
    await expect(firstValueFrom(open().watch('a'))).rejects.toMatchObject({ code: 'unauthorized' })
    server.putSilently(snapshot('a'))
    server.answerNext('GET /jobs/events', refused)
    const heard = listen(open(), 'a')
    await settle()
    expect(heard).toMatchObject({ statuses: ['0 pending'], end: { code: 'unauthorized' } })
  })

  it.each([
    ['the network is back', 'online'],
    ['the page is looked at again', 'visibilitychange'],
  ])('comes back at once when %s', async (_when, name) => {
    const listeners = new Map<string, () => void>()
    const target = {
      visibilityState: 'visible',
      addEventListener: (event: string, listener: () => void) => listeners.set(event, listener),
      removeEventListener: (event: string) => listeners.delete(event),
    }
    vi.stubGlobal('document', target)
    vi.stubGlobal('addEventListener', target.addEventListener)
    vi.stubGlobal('removeEventListener', target.removeEventListener)
    server.putSilently(snapshot('a'))
    const heard = listen(open(), 'a')
    await settle()
    server.cut()
    await vi.advanceTimersByTimeAsync(60_000)
    server.restore()
    listeners.get(name)?.()
    await settle()
    expect(server.openStreams()).toBe(1)
    const before = count('GET /jobs/events')
    listeners.get(name)?.()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(count('GET /jobs/events'), 'a line that is well is left alone').toBe(before)
    heard.stop()
    await server.rest()
    expect(listeners.size, 'listeners left behind').toBe(0)
    vi.unstubAllGlobals()
  })

  it('does not trust a line that was silent while the machine slept', async () => {
    let slept = 0
    const listeners = new Map<string, () => void>()
    vi.stubGlobal('addEventListener', (event: string, listener: () => void) => listeners.set(event, listener))
    server.putSilently(snapshot('a'))
    const heard = listen(open({ now: () => Date.now() + slept }), 'a')
    await settle()
    slept = 3_600_000
    listeners.get('online')?.()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(count('GET /jobs/events')).toBe(2)
    heard.stop()
    vi.unstubAllGlobals()
  })
})

describe('start', () => {
  it('names the job once and sends a request without an answer again under the same name', async () => {
    server.answerNext('PUT /jobs/one', () => Promise.reject(new TypeError('fetch failed')))
    server.answerNext('PUT /jobs/one', () => new Response('bad gateway', { status: 502 }))
    const newId = vi.fn<() => string>(() => 'one')
    const job = open({ newId }).start('fake.make', { prompt: 'x' })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await job).toMatchObject({ id: 'one', status: 'pending' })
    expect(server.requests).toEqual(['PUT /jobs/one', 'PUT /jobs/one', 'PUT /jobs/one'])
    expect(newId).toHaveBeenCalledTimes(1)
  })

  it('gives up after three requests without an answer', async () => {
    server.cut()
    const refused = open()
      .start('fake.make', {}, { id: 'one' })
      .catch((error) => error)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await refused).toMatchObject({ code: 'unreachable' })
    expect(count('PUT /jobs/one')).toBe(3)
  })

  it('does not repeat what the server refused, and says what was wrong', async () => {
    const issues = [{ path: 'prompt', message: 'must be text' }]
    server.answerNext('PUT /jobs/one', () => problem('invalid-input', 'The prompt must be text.', issues))
    await expect(open().start('fake.make', {}, { id: 'one' })).rejects.toMatchObject({
      code: 'invalid-input',
      message: 'The prompt must be text.',
      issues,
    })
    expect(server.requests).toEqual(['PUT /jobs/one'])
  })

  it.each([400, 403, 404, 405, 413, 500])('does not repeat what a page answers with %i', async (status) => {
    server.answerNext('PUT /jobs/one', () => new Response('<h1>No.', { status }))
    const refused = open().start('fake.make', {}, { id: 'one' })
    await expect(refused).rejects.toMatchObject({ code: 'unreachable' })
    expect(server.requests).toEqual(['PUT /jobs/one'])
  })

  it.each([502, 503, 504])('repeats what a gateway answers with %i', async (status) => {
    server.answerNext('PUT /jobs/one', () => new Response('<h1>Nobody there.', { status }))
    const job = open().start('fake.make', {}, { id: 'one' })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await job).toMatchObject({ id: 'one' })
    expect(count('PUT /jobs/one')).toBe(2)
  })

  it('makes names that the server takes, a new one for each job', async () => {
    const client = open()
    const jobs = await Promise.all([client.start('fake.make', {}), client.start('fake.make', {})])
    expect(jobs[0].id).toMatch(/^[A-Za-z0-9_-]{1,64}$/)
    expect(jobs[0].id).not.toBe(jobs[1].id)
  })
})

it('asks for the headers before each request, the stream among them', async () => {
  let token = 0
  server.putSilently(done('a', 1))
  const client = open({ headers: async () => ({ authorization: `Bearer ${++token}` }) })
  await client.get('a')
  server.putSilently(snapshot('b'))
  const heard = listen(client, 'b')
  await settle()
  heard.stop()
  expect(server.headers.map((headers) => headers.get('authorization'))).toEqual(
    server.requests.map((_, index) => `Bearer ${index + 1}`),
  )
  expect(server.headers.map((headers) => headers.get('accept'))).toContain('text/event-stream')
})

it('says as JSON whatever changes something, so that no form of another site can say it', async () => {
  const client = open()
  server.putSilently(snapshot('a'))
  await client.get('a')
  await client.start('fake.make', {}, { id: 'a' })
  for (const verb of ['cancel', 'retry', 'abandon'] as const) await client[verb]('a')
  const types = server.headers.map((headers) => headers.get('content-type'))
  expect(types).toEqual([null, ...Array.from({ length: 4 }, () => 'application/json')])
})

it('makes calls, lists operations and names files below its own url', async () => {
  const client = open({ url: `${server.url}/` })
  expect(await client.call('fake.list', { page: 2 })).toEqual({
    asked: '/calls/fake/list',
    input: { page: 2 },
  })
  expect(await client.operations()).toEqual([])
  expect(client.fileUrl({ href: '/jobs/a/artifacts/0' })).toBe('http://onetake.test/jobs/a/artifacts/0')
})

it('takes an answer that is not JSON for no answer', async () => {
  server.answerNext('GET /jobs/a', () => new Response('<html>'))
  await expect(open().get('a')).rejects.toMatchObject({ code: 'unreachable' })
})

const boom = () => {
  throw new TypeError('boom')
}

it.each<[string, Partial<JobsClientOptions>]>([
  ['headers that throw', { headers: boom }],
  ['headers that reject', { headers: async () => boom() }],
  ['a fetch that throws', { fetch: boom }],
  ['a fetch that rejects', { fetch: async () => boom() }],
])('takes %s for no answer', async (_what, options) => {
  const error = await open(options)
    .get('a')
    .catch((thrown) => thrown)
  expect(JobError.is(error)).toBe(true)
  expect(error).toMatchObject({ code: 'unreachable', cause: { message: 'boom' } })
})

it('lets a function for headers say that nobody is signed in', async () => {
  const headers = () => {
    throw new JobError('unauthorized', 'Sign in.')
  }
  await expect(open({ headers }).get('a')).rejects.toMatchObject({ code: 'unauthorized' })
})

it('takes an option that is undefined for one that is left out', async () => {
  const nothing = { headers: undefined, newId: undefined, now: undefined, random: undefined }
  const client = open({ ...nothing, timing: { closeAfterMs: undefined } })
  server.putSilently(snapshot('a'))
  const heard = listen(client, 'a')
  await settle()
  heard.stop()
  await vi.advanceTimersByTimeAsync(999)
  expect(server.openStreams()).toBe(1)
  const job = await client.start('fake.make', {}, { id: undefined })
  expect(job.id).toMatch(/^[0-9a-f]{32}$/)
})
