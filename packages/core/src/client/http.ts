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

/** Requests to the onetake server, by path. Every failure is a JobError. */
export interface Http {
  /** @throws JobError What the server said, or `unreachable` when it did not answer. */
  send(method: string, path: string, init?: RequestInit): Promise<Response>
  /** The JSON of the answer. `body`, if any, goes out as JSON. */
  json<Result>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Result>
}

export function createHttp({ url, fetch, headers }: HttpOptions): Http {
  async function send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const own = typeof headers === 'function' ? await headers() : headers
    const response = await fetch(url + path, {
      ...init,
      method,
      headers: { ...own, ...(init.body != null && { 'content-type': 'application/json' }) },
    }).catch(noAnswer)
    if (response.ok) return response
    const body: unknown = await response.json().catch(() => null)
    const error = fromProblem(body, response.status)
    // The application's own guard says 401 in its own words.
    if (error.code === 'unreachable' && response.status === 401) {
      throw new JobError('unauthorized', 'The server does not know who is asking. Sign in again.')
    }
    throw error
  }

  return {
    send,
    async json(method, path, body, signal) {
      const response = await send(method, path, {
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      })
      return response.json().catch(noAnswer)
    },
  }
}

function noAnswer(cause: unknown): never {
  throw new JobError('unreachable', 'The server does not answer. Check the connection and try again.', {
    cause,
  })
}
