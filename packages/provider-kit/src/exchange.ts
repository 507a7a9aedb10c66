import type { Body } from './body.ts'
import { addressOf, type Service } from './service.ts'
import { streamed } from './streamed.ts'

/** One answer over HTTP, read to its end. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  /** Null where the body was longer than {@link MAX_BYTES}. */
  readonly text: string | null
}

export interface Outgoing {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body
}

/** One request to the service, under a time limit. Rejects where no whole answer came. */
export type Exchange = (path: string, request: Outgoing, signal?: AbortSignal) => Promise<Reply>

/** The slowest line that is waited for, in bytes per ms. A large body may take its time. */
const SLOWEST = 50
/** No answer is paged, and a job list holds every job of the account. 8 MiB is some ten thousand of them. */
const MAX_BYTES = 8 * 1024 * 1024

/**
 * The only door through which credentials leave: every request goes below the service's url, and a redirect is
 * handed back instead of followed, because `fetch` takes custom headers along to the next host. To a body that is
 * a stream, it is as a line that broke.
 *
 * @param timeoutMs - For one request, from its start to the last byte of the answer; longer where a body has to leave first.
 */
export function createExchange(
  service: Service,
  fetch: typeof globalThis.fetch,
  timeoutMs = 30_000,
): Exchange {
  return async (path, { method = 'GET', headers, body }, signal) => {
    const late = new AbortController()
    const giveUp = () => late.abort(signal?.reason)
    const timer = setTimeout(
      () => late.abort(new DOMException('No answer came in time.', 'TimeoutError')),
      timeoutMs + Math.ceil((body?.bytes ?? 0) / SLOWEST),
    )
    // Not `AbortSignal.any`: Node 20 keeps a note of each with `signal`, which may live as long as the server.
    signal?.addEventListener('abort', giveUp)
    if (signal?.aborted === true) giveUp()
    try {
      const response = await fetch(addressOf(service, path), {
        method,
        headers: {
          ...headers,
          ...(body && { 'content-type': body.type, 'content-length': String(body.bytes) }),
        },
        redirect: 'manual',
        ...(body && (typeof body.content === 'string' ? { body: body.content } : streamed(body.content))),
        signal: late.signal,
      })
      return { status: response.status, headers: response.headers, text: await readText(response) }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }
}

async function readText({ body }: Response): Promise<string | null> {
  if (body === null) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > MAX_BYTES) {
      // Nobody waits for the rest, nor cares how its end goes.
      reader.cancel().catch(() => {})
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}
