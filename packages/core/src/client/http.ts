import { JobError } from '../errors.ts'
import { fromProblem } from '../problem.ts'

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** Headers for every request, or a function that is asked before each: for a token that expires. */
export type ClientHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>)

export interface HttpOptions {
  readonly url: string
  readonly fetch: Fetch
  readonly headers: ClientHeaders
}

interface Sent {
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Media type of the answer; JSON unless told. */
  readonly accept?: string
}

/** Requests to the onetake server, by path. Every failure is a JobError. */
export interface Http {
  /**
   * @param sent.body - Goes out as JSON.
   * @throws JobError What the server said, or `unreachable` when it did not answer.
   */
  send(method: string, path: string, sent?: Sent): Promise<Response>
  /** The same, for the JSON of the answer. */
  json<Result>(method: string, path: string, sent?: Sent): Promise<Result>
}

export function createHttp({ url, fetch, headers }: HttpOptions): Http {
  async function send(
    method: string,
    path: string,
    { body, signal, accept = 'application/json' }: Sent = {},
  ): Promise<Response> {
    const own = typeof headers === 'function' ? await headers() : headers
    const response = await fetch(url + path, {
      method,
      headers: { accept, ...(body !== undefined && { 'content-type': 'application/json' }), ...own },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch(noAnswer)
    if (response.ok) return response
    const problem: unknown = await response.json().catch(() => null)
    const error = fromProblem(problem, response.status)
    // The application's own guard says 401 in its own words.
    if (error.code === 'unreachable' && response.status === 401) {
      throw new JobError('unauthorized', 'The server does not know who is asking. Sign in again.')
    }
    throw error
  }

  return {
    send,
    json: async (method, path, sent) => (await send(method, path, sent)).json().catch(noAnswer),
  }
}

function noAnswer(cause: unknown): never {
  throw new JobError('unreachable', 'The server does not answer. Check the connection and try again.', {
    cause,
  })
}
