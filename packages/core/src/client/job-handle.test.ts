import { firstValueFrom, from } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deferred } from '../../test/deferred.ts'
import { createFakeServer, problem, snapshot, type FakeServer } from '../../test/fake-server.ts'
import { IDLE_JOB, type JobHandle } from './job-handle.ts'
import { createJobsClient } from './jobs-client.ts'

interface Jobs {
  [id: string]: { input: unknown; output: unknown }
}

let server: FakeServer
let stops: (() => void)[]
let ids: string[]

const open = () => {
  const newId = () => ids.shift() ?? 'more'
  const client = createJobsClient<Jobs>({ url: server.url, fetch: server.fetch, random: () => 0, newId })
  return client.handle('fake.make')
}
const listen = (handle: JobHandle<any, any>) => {
  const listener = vi.fn<() => void>()
  stops.push(handle.subscribe(listener))
  return listener
}
const settle = () => vi.advanceTimersByTimeAsync(0)
const starts = () => server.requests.filter((request) => request.startsWith('PUT'))
/** The next answer to this request waits until it is let go. */
function hold(request: string): (answer: Response | Error) => Promise<void> {
  const { promise, resolve, reject } = deferred<Response>()
  server.answerNext(request, () => promise)
  return async (answer) => {
    if (answer instanceof Response) resolve(answer)
    else reject(answer)
    await settle()
  }
}

beforeEach(() => {
  vi.useFakeTimers()
  server = createFakeServer()
  stops = []
  ids = ['one', 'two', 'three']
})
afterEach(async () => {
  for (const stop of stops) stop()
  await server.rest()
  vi.useRealTimers()
})

describe('state', () => {
  it('is idle at first, and asks nobody anything', async () => {
    const handle = open()
    listen(handle)
    await settle()
    expect(handle.getSnapshot()).toBe(IDLE_JOB)
    expect(server.requests).toEqual([])
  })

  it('is one object that changes only when something has changed', async () => {
    const handle = open()
    const listener = listen(handle)
    await handle.start({})
    await settle()
    const before = handle.getSnapshot()
    expect(before).toMatchObject({ status: 'pending', connection: 'live', progress: null, error: null })
    listener.mockClear()
    server.put(snapshot('one'))
    server.put(snapshot('other', { seq: 4 }))
    server.write(': still here\n\n')
    await settle()
    expect(handle.getSnapshot()).toBe(before)
    expect(listener).not.toHaveBeenCalled()
  })

  it('shows how far the job is', async () => {
    const handle = open()
    listen(handle)
    await handle.start({})
    await settle()
    const seen: unknown[] = []
    const phases = [
      { status: 'running', progress: 0.25 },
      { status: 'collecting', receivedBytes: 5, totalBytes: 10 },
      { status: 'collecting', receivedBytes: 6, totalBytes: null },
      { status: 'succeeded', output: null },
    ]
    for (const [index, phase] of phases.entries()) {
      server.put(snapshot('one', { seq: index + 1, ...phase }))
      await settle()
      seen.push([handle.getSnapshot().status, handle.getSnapshot().progress])
    }
    expect(seen).toEqual([
      ['running', 0.25],
      ['collecting', 0.5],
      ['collecting', null],
      ['succeeded', 1],
    ])
    expect(handle.getSnapshot().connection).toBe('idle')
  })

  it('says that the line is lost, and is live again with the newest snapshot', async () => {
    const handle = open()
    listen(handle)
    await handle.start({})
    await settle()
    server.cut()
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ connection: 'lost', status: 'pending', error: null })
    server.putSilently(snapshot('one', { seq: 3, status: 'running', progress: 0.1 }))
    server.restore()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(handle.getSnapshot()).toMatchObject({ connection: 'live', status: 'running' })
  })

  it('is not live on an answer that is no stream', async () => {
    server.answerNext('GET /jobs/events', () => new Response('<html>'))
    const handle = open()
    const seen = new Set<string>()
    stops.push(handle.subscribe(() => seen.add(handle.getSnapshot().connection)))
    await handle.start({})
    await vi.advanceTimersByTimeAsync(100)
    expect([...seen]).toEqual(['connecting', 'lost'])
  })

  it('is an observable to anyone who looks for one', async () => {
    const handle = open()
    const seen: string[] = []
    const subscription = from(handle).subscribe(({ status }) => seen.push(status))
    await handle.start({})
    await settle()
    server.put(snapshot('one', { seq: 1, status: 'running', progress: 0 }))
    await settle()
    subscription.unsubscribe()
    expect(seen[0]).toBe('idle')
    expect(seen.at(-1)).toBe('running')
    expect(await firstValueFrom(from(handle))).toMatchObject({ status: 'running' })
  })
})

describe('start', () => {
  it('is one job for a double click', async () => {
    const handle = open()
    const [first, second] = [handle.start({ prompt: 'x' }), handle.start({ prompt: 'x' })]
    expect(second).toBe(first)
    expect(await first).toMatchObject({ id: 'one' })
    expect(starts()).toEqual(['PUT /jobs/one'])
  })

  it('needs no input where the operation takes none', async () => {
    expect(await open().start(undefined)).toMatchObject({ id: 'one' })
  })

  it('is one job for a double click whose first half has been answered', async () => {
    const handle = open()
    const first = handle.start({ prompt: 'x' })
    await first
    await vi.advanceTimersByTimeAsync(120)
    expect(handle.start({ prompt: 'x' })).toBe(first)
    await vi.advanceTimersByTimeAsync(800)
    expect(handle.start({ prompt: 'x' })).toBe(first)
    expect(starts()).toEqual(['PUT /jobs/one'])
  })

  it('counts the second of a double click from the answer, however long that took', async () => {
    const handle = open()
    const answer = hold('PUT /jobs/one')
    const first = handle.start({ prompt: 'x' })
    await vi.advanceTimersByTimeAsync(9_000)
    await answer(Response.json(snapshot('one')))
    await vi.advanceTimersByTimeAsync(900)
    expect(handle.start({ prompt: 'x' })).toBe(first)
  })

  it('is another job a while after the first has been answered', async () => {
    const handle = open()
    await handle.start({ prompt: 'x' })
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
    expect(starts()).toEqual(['PUT /jobs/one', 'PUT /jobs/two'])
  })

  it('is another job after the clock was put back', async () => {
    const handle = open()
    await handle.start({ prompt: 'x' })
    vi.setSystemTime(Date.now() - 3_600_000)
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
  })

  it.each<[string, (handle: ReturnType<typeof open>) => unknown]>([
    ['it was told to cancel', (handle) => handle.cancel()],
    ['a reset', (handle) => handle.reset()],
    ['another input', (handle) => handle.start({ prompt: 'y' })],
    ['another input that is still on its way', (handle) => void handle.start({ prompt: 'y' })],
    ['another job was shown', (handle) => handle.follow('other')],
  ])('is another job at once after %s', async (_what, meanwhile) => {
    const handle = open()
    await handle.start({ prompt: 'x' })
    await meanwhile(handle)
    expect(await handle.start({ prompt: 'x' })).not.toMatchObject({ id: 'one' })
  })

  it('is another job at once after a cancel that waited for the first', async () => {
    const handle = open()
    void handle.start({ prompt: 'x' })
    await handle.cancel()
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
  })

  it('is another job at once after the first was seen to fail', async () => {
    const handle = open()
    listen(handle)
    await handle.start({ prompt: 'x' })
    await settle()
    const error = { code: 'insufficient-credits', message: 'No.' }
    server.put(snapshot('one', { seq: 1, status: 'failed', error }))
    await settle()
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
  })

  it('shows the job that was asked for last, whichever answers last', async () => {
    const handle = open()
    listen(handle)
    const answerFirst = hold('PUT /jobs/one')
    const first = handle.start({ prompt: 'x' })
    await handle.start({ prompt: 'y' })
    await answerFirst(Response.json(snapshot('one')))
    expect(await first).toMatchObject({ id: 'one' })
    expect(handle.getSnapshot().job).toMatchObject({ id: 'two' })
  })

  it('is the same job when the same input is sent again after no answer', async () => {
    const handle = open()
    server.cut()
    void handle.start({ prompt: 'x' })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(handle.getSnapshot()).toMatchObject({ error: { code: 'unreachable' }, status: 'idle' })
    server.restore()
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'one' })
    expect(handle.getSnapshot().error).toBe(null)
    expect(new Set(starts())).toEqual(new Set(['PUT /jobs/one']))
  })

  it('is a new job when the server has refused the one before', async () => {
    const handle = open()
    server.answerNext('PUT /jobs/one', () => problem('id-reused', 'Taken.'))
    await expect(handle.start({ prompt: 'x' })).rejects.toMatchObject({ code: 'id-reused' })
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
  })

  it('is a new job when another input follows a start without an answer', async () => {
    const handle = open()
    server.cut()
    void handle.start({ prompt: 'x' })
    await vi.advanceTimersByTimeAsync(10_000)
    server.restore()
    expect(await handle.start({ prompt: 'y' })).toMatchObject({ id: 'two' })
  })

  it('shows what was wrong with the input, goes on with the job before, and leaves no unhandled rejection', async () => {
    const handle = open()
    listen(handle)
    await handle.start({})
    const issues = [{ path: 'prompt', message: 'must be text' }]
    server.answerNext('PUT /jobs/two', () => problem('invalid-input', 'No.', issues))
    void handle.start({ prompt: 3 })
    await settle()
    expect(handle.getSnapshot()).toMatchObject({
      job: { id: 'one' },
      error: { code: 'invalid-input', issues },
    })
    server.put(snapshot('one', { seq: 1, status: 'running', progress: 0.5 }))
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ status: 'running', connection: 'live' })
  })

  it('hears what became of the job before anybody listened to it', async () => {
    const handle = open()
    listen(handle)
    const answer = hold('PUT /jobs/one')
    void handle.start({})
    const failed = { status: 'failed', error: { code: 'provider-failed', message: 'No.' } }
    server.putSilently(snapshot('one', { seq: 4, ...failed }))
    await answer(Response.json(snapshot('one')))
    expect(handle.getSnapshot()).toMatchObject({
      ...failed,
      status: 'failed',
      error: null,
      connection: 'idle',
    })
  })
})

describe('follow', () => {
  it('asks only while somebody listens', async () => {
    server.putSilently(snapshot('a', { seq: 1, status: 'running', progress: 0.2 }))
    const handle = open()
    handle.follow('a')
    await settle()
    expect(server.requests).toEqual([])
    listen(handle)
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ status: 'running', connection: 'live' })
    stops.pop()?.()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(server.openStreams()).toBe(0)
    expect(handle.getSnapshot()).toMatchObject({ status: 'running', connection: 'idle' })
  })

  it('shows nothing of the job before, however late it answers', async () => {
    server.putSilently(snapshot('b', { seq: 1, status: 'queued', position: 0 }))
    const handle = open()
    listen(handle)
    const answerA = hold('GET /jobs/a')
    handle.follow('a')
    handle.follow('b')
    await settle()
    await answerA(Response.json(snapshot('a', { seq: 9, status: 'running', progress: 1 })))
    server.put(snapshot('a', { seq: 10, status: 'succeeded', output: null }))
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ job: { id: 'b' }, status: 'queued' })
  })

  it('shows nothing of a start that was on its way', async () => {
    server.putSilently(snapshot('a'))
    const handle = open()
    listen(handle)
    const answer = hold('PUT /jobs/one')
    void handle.start({})
    handle.follow('a')
    await answer(Response.json(snapshot('one', { seq: 5 })))
    expect(handle.getSnapshot().job).toMatchObject({ id: 'a' })
  })

  it('of the job that is shown calls off a start that was on its way', async () => {
    const handle = open()
    listen(handle)
    await handle.start({ prompt: 'x' })
    const answer = hold('PUT /jobs/two')
    void handle.start({ prompt: 'y' })
    handle.follow('one')
    await answer(Response.json(snapshot('two')))
    expect(handle.getSnapshot()).toMatchObject({ job: { id: 'one' }, connection: 'live' })
  })

  it('goes on while anyone listens', async () => {
    server.putSilently(snapshot('a'))
    const handle = open()
    listen(handle)
    const leave = handle.subscribe(() => {})
    handle.follow('a')
    await settle()
    leave()
    leave()
    server.put(snapshot('a', { seq: 1, status: 'submitting' }))
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ status: 'submitting', connection: 'live' })
  })

  it('asks nothing about a job that is known to be over', async () => {
    server.putSilently(snapshot('a', { seq: 1, status: 'canceled' }))
    const handle = open()
    handle.follow('a')
    for (let look = 0; look < 2; look++) {
      listen(handle)
      await settle()
      stops.pop()?.()
    }
    expect(handle.getSnapshot().status).toBe('canceled')
    expect(server.requests).toEqual(['GET /jobs/a'])
  })

  it('of the same job changes nothing, and follows it again if that had failed', async () => {
    server.putSilently(snapshot('a'))
    server.answerNext('GET /jobs/a', () => problem('unauthorized', 'Sign in.'))
    const handle = open()
    listen(handle)
    handle.follow('a')
    await settle()
    expect(handle.getSnapshot()).toMatchObject({ error: { code: 'unauthorized' }, connection: 'idle' })
    handle.follow('a')
    await settle()
    const { length } = server.requests
    expect(handle.getSnapshot()).toMatchObject({ status: 'pending', connection: 'live', error: null })
    handle.follow('a')
    await settle()
    expect(server.requests).toHaveLength(length)
  })
})

describe('the verbs', () => {
  it('show what the server answers', async () => {
    const handle = open()
    await handle.start({})
    expect(await handle.cancel()).toMatchObject({ status: 'canceling' })
    expect(handle.getSnapshot().status).toBe('canceling')
  })

  it('wait for a start that is on its way', async () => {
    const handle = open()
    void handle.start({})
    expect(await handle.cancel()).toMatchObject({ id: 'one', status: 'canceling' })
  })

  it('show why the server refuses, and clear it with the next success', async () => {
    const handle = open()
    await handle.start({})
    server.answerNext('POST /jobs/one/cancel', () => problem('unsupported', 'It cannot.'))
    await expect(handle.cancel()).rejects.toMatchObject({ code: 'unsupported' })
    expect(handle.getSnapshot()).toMatchObject({ status: 'pending', error: { code: 'unsupported' } })
    await handle.cancel()
    expect(handle.getSnapshot()).toMatchObject({ status: 'canceling', error: null })
  })

  it('refuse where there is no job yet', async () => {
    const handle = open()
    await expect(handle.retry()).rejects.toMatchObject({ code: 'conflict' })
    expect(handle.getSnapshot().error).toMatchObject({ code: 'conflict' })
  })

  it('do not show in another job when they succeed', async () => {
    server.putSilently(snapshot('a'))
    const handle = open()
    listen(handle)
    await handle.start({})
    const answer = hold('POST /jobs/one/cancel')
    void handle.cancel()
    await settle()
    handle.follow('a')
    await answer(Response.json(snapshot('one', { seq: 3, status: 'canceling' })))
    expect(handle.getSnapshot()).toMatchObject({ job: { id: 'a' }, status: 'pending' })
  })

  it('do not show in another job when they fail', async () => {
    server.putSilently(snapshot('a'))
    const handle = open()
    listen(handle)
    await handle.start({})
    const answer = hold('POST /jobs/one/cancel')
    void handle.cancel()
    await settle()
    handle.follow('a')
    await answer(problem('conflict', 'Too late.'))
    expect(handle.getSnapshot()).toMatchObject({ job: { id: 'a' }, error: null })
  })
})

describe('reset', () => {
  it('shows nothing again; the job goes on, and what is still answered does not show', async () => {
    const handle = open()
    listen(handle)
    const answer = hold('PUT /jobs/one')
    const job = handle.start({})
    handle.reset()
    await answer(Response.json(snapshot('one')))
    expect(await job).toMatchObject({ id: 'one' })
    expect(handle.getSnapshot()).toEqual(IDLE_JOB)
    expect(server.requests).toEqual(['PUT /jobs/one'])
  })

  it('makes the next start a new job, whatever became of the last', async () => {
    const handle = open()
    server.cut()
    void handle.start({ prompt: 'x' })
    await vi.advanceTimersByTimeAsync(10_000)
    handle.reset()
    server.restore()
    expect(await handle.start({ prompt: 'x' })).toMatchObject({ id: 'two' })
  })
})
