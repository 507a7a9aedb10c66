import { vi } from 'vitest'
import type { JobSnapshot } from '../src/job.ts'
import { JobError, type JobErrorCode } from '../src/errors.ts'
import { toProblem } from '../src/problem.ts'

export interface FakeServer {
  readonly url: string
  /** Hand this to the client. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Every request so far, as `PUT /jobs/a`. */
  readonly requests: string[]
  readonly headers: Headers[]
  /** Store a job and tell every stream. */
  put(job: JobSnapshot): void
  /** Store a job and tell nobody, as while the line is down. */
  putSilently(job: JobSnapshot): void
  /** Write raw text to every open stream, `size` bytes at a time. */
  write(text: string, size?: number): void
  openStreams(): number
  /** Break every stream and refuse every request until {@link restore}. */
  cut(): void
  restore(): void
  /** Close every stream as a proxy does that has had enough; requests go on. */
  closeStreams(): void
  /** Answer requests that match with this instead, once for each call. */
  answerNext(request: string, answer: () => Response | Promise<Response>): void
  /** With fake timers: throws if anything still runs a while after everybody left. */
  rest(): Promise<void>
}

/** The wire in memory: the edge of the network, for a client that is given its `fetch`. */
export function createFakeServer(): FakeServer {
  const url = 'http://onetake.test'
  const jobs = new Map<string, JobSnapshot>()
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const requests: string[] = []
  const headers: Headers[] = []
  const answers: { request: string; answer: () => Response | Promise<Response> }[] = []
  const encoder = new TextEncoder()
  let isDown = false

  function events(signal: AbortSignal | null | undefined): Response {
    let own: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller
        streams.add(controller)
        controller.enqueue(encoder.encode(': open\n\n'))
        signal?.addEventListener('abort', () => {
          if (streams.delete(controller)) controller.error(signal.reason)
        })
      },
      cancel: () => void streams.delete(own),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }

  function route(method: string, path: string, init: RequestInit): Response {
    const [, root, id = '', verb] = path.split('/')
    if (path === '/jobs/events') return events(init.signal)
    if (path === '/operations') return Response.json([])
    if (root === 'calls') return Response.json({ asked: path, input: JSON.parse(String(init.body)) })
    if (method === 'PUT') {
      const { operation } = JSON.parse(String(init.body))
      const job = jobs.get(id) ?? snapshot(id, { operation })
      jobs.set(id, job)
      return Response.json(job)
    }
    const job = jobs.get(id)
    if (!job) return problem('not-found', `There is no job "${id}".`)
    if (verb === 'cancel') {
      const { operation, seq, createdAt, updatedAt } = job
      const canceling: JobSnapshot = {
        id,
        operation,
        createdAt,
        updatedAt,
        seq: seq + 1,
        status: 'canceling',
      }
      server.put(canceling)
      return Response.json(canceling)
    }
    return Response.json(job)
  }

  const server: FakeServer = {
    url,
    requests,
    headers,
    async fetch(address, init = {}) {
      const method = init.method ?? 'GET'
      const path = address.slice(url.length)
      requests.push(`${method} ${path}`)
      headers.push(new Headers(init.headers))
      if (isDown) throw new TypeError('fetch failed')
      const next = answers.findIndex(({ request }) => request === `${method} ${path}`)
      const [scripted] = next < 0 ? [] : answers.splice(next, 1)
      if (scripted) return scripted.answer()
      return route(method, path, init)
    },
    put(job) {
      jobs.set(job.id, job)
      server.write(`data: ${JSON.stringify(job)}\n\n`)
    },
    putSilently: (job) => void jobs.set(job.id, job),
    write(text, size = Infinity) {
      const bytes = encoder.encode(text)
      for (let start = 0; start < bytes.length; start += size) {
        for (const stream of streams) stream.enqueue(bytes.slice(start, start + size))
      }
    },
    openStreams: () => streams.size,
    cut() {
      isDown = true
      for (const stream of streams) stream.error(new TypeError('network error'))
      streams.clear()
    },
    restore() {
      isDown = false
    },
    closeStreams() {
      for (const stream of streams) stream.close()
      streams.clear()
    },
    answerNext: (request, answer) => void answers.push({ request, answer }),
    async rest() {
      await vi.advanceTimersByTimeAsync(5_000)
      if (streams.size > 0) throw new Error(`${streams.size} streams are still open.`)
      if (vi.getTimerCount() > 0) throw new Error(`${vi.getTimerCount()} timers are still running.`)
    },
  }
  return server
}

/** A job at one moment; `pending` unless told. */
export function snapshot(id: string, patch: object = {}): JobSnapshot {
  const base = { id, operation: 'fake.make', seq: 0, createdAt: 0, updatedAt: 0, status: 'pending' as const }
  return { ...base, ...patch }
}

export function problem(code: JobErrorCode, message: string, issues?: JobError['issues']): Response {
  const details = toProblem(new JobError(code, message, { issues }))
  return Response.json(details, { status: details.status })
}
