import { JobError } from '../errors.ts'
import { fromProblem } from '../problem.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/**
 * Headers for every request, or a function that is asked before each: for a token that expires. What
 * it throws is `unreachable`, and tried again like a lost line; a JobError such as `unauthorized` stays one.
 */
export type ClientHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

export interface HttpOptions {
  readonly url: string
  readonly fetch: Fetch
  readonly headers: ClientHeaders
}

interface Sent {
  /** Goes out as JSON. */
  readonly body?: unknown
  /**
   * Goes out as it is, under a content type of `headers`, and through no redirect: Node's `fetch` would keep all of it
   * for the second request (nodejs/undici issue 4058).
   */
  readonly bytes?: Blob
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Media type of the answer; JSON unless told. */
  readonly accept?: string
}

/** Requests to the onetake server, by path. Every failure is a JobError. */
export interface Http {
  /**
   * @throws JobError What the server said; `unreachable` when it did not answer, or the headers
   * could not be had.
   */
  send(method: string, path: string, sent?: Sent): Promise<Response>
  /** The same, for the JSON of the answer. */
  json<Result>(method: string, path: string, sent?: Sent): Promise<Result>
}

export function createHttp({ url, fetch, headers }: HttpOptions): Http {
  // `async`, so that what an application's function throws at once is a rejection like any other.
  const ownHeaders = async () => (typeof headers === 'function' ? headers() : headers)
  const request: Fetch = async (address, init) => fetch(address, init)

  async function send(
    method: string,
    path: string,
    { body, bytes, headers: more, signal, accept = 'application/json' }: Sent = {},
  ): Promise<Response> {
    const own = await ownHeaders().catch(noHeaders)
    const response = await request(url + path, {
      method,
      headers: { accept, ...(body !== undefined && { 'content-type': 'application/json' }), ...more, ...own },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(bytes && { body: bytes, redirect: 'error' }),
      ...(signal && { signal }),
    }).catch(noAnswer)
    if (response.ok) return response
    const problem: unknown = await response.json().catch(() => null)
    const error = fromProblem(problem, response.status)
    if (error.code !== 'unreachable') throw error
    // The application's own guard says 401 in its own words.
    if (response.status === 401) {
      throw new JobError('unauthorized', 'The server does not know who is asking. Sign in again.')
    }
    throw new JobError('unreachable', error.message, { cause: response })
  }

  return {
    send,
    json: async (method, path, sent) => (await send(method, path, sent)).json().catch(noAnswer),
  }
}

/** What a gateway says when there is nobody behind it just now. */
const NOBODY_THERE = [502, 503, 504]

/**
 * Whether the same request may well be answered when it is sent again: it got no answer. A page, as
 * of a wrong url, is an answer, though not one of the onetake server.
 */
export const isUnanswered = ({ code, cause }: JobError): boolean =>
  code === 'unreachable' && (!(cause instanceof Response) || NOBODY_THERE.includes(cause.status))

function noHeaders(cause: unknown): never {
  if (JobError.is(cause)) throw cause
  throw new JobError('unreachable', 'The headers that the request needs cannot be had. Try again.', { cause })
}

function noAnswer(cause: unknown): never {
  throw new JobError('unreachable', 'The server does not answer. Check the connection and try again.', {
    cause,
  })
}
