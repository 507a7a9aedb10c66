import { JobError } from '@onetake/core'
import { guardLink } from './link-guard.ts'
import { resumable, type Resumable } from './resume-download.ts'
import { retryAfterMs } from './retry-after.ts'
import type { Service } from './service.ts'

/** The bytes behind a link. `expired` where a fresh link may do better. */
export type FileReply = { readonly expired: true } | { readonly expired: false; readonly response: Response }

export type FetchFile = (address: string, signal: AbortSignal) => Promise<FileReply>

const MAX_REDIRECTS = 3
/** Until the first byte, in ms. How long the rest may take is up to the caller's signal. */
const HEADERS_WITHIN_MS = 30_000

/**
 * Fetches files, without cookie or credentials: a link is all that a storage host needs, and a redirect
 * must not carry more. Each hop is guarded anew. Where the line breaks, a file goes on from there ({@link resumable}).
 */
export function createFetchFile(
  service: Service,
  io: { readonly fetch: typeof fetch; now(): number },
): FetchFile {
  const { name } = service
  async function hop(
    url: URL,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Response> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), HEADERS_WITHIN_MS)
    try {
      return await io.fetch(url, {
        redirect: 'manual',
        credentials: 'omit',
        headers: { 'accept-encoding': 'identity', ...headers },
        signal: AbortSignal.any([signal, late.signal]),
      })
    } catch (cause) {
      signal.throwIfAborted()
      throw new JobError('provider-unavailable', `The storage behind ${name} does not answer.`, { cause })
    } finally {
      clearTimeout(timer)
    }
  }

  async function follow(
    address: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<FileReply> {
    let url = guardLink(address, service)
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const response = await hop(url, headers, signal)
      if (response.ok) return { expired: false, response }
      // The rest of an answer that is no file would keep its socket busy.
      response.body?.cancel().catch(() => {})
      const { status } = response
      if (status === 403 || status === 410) return { expired: true }
      if (status < 300 || status >= 400) throw toError(name, status, response.headers, io.now())
      const location = response.headers.get('location') ?? ''
      url = guardLink(URL.canParse(location, url) ? new URL(location, url).href : '', service)
    }
    throw new JobError('provider-protocol', `The storage behind ${name} redirects without end.`)
  }

  return async (address, signal) => {
    const ask: Resumable['ask'] = (headers) => follow(address, headers, signal)
    const reply = await ask({})
    return reply.expired ? reply : { expired: false, response: resumable(reply.response, { ask, signal }) }
  }
}

function toError(name: string, status: number, headers: Headers, now: number): JobError {
  const options = { retryAfterMs: retryAfterMs(headers.get('retry-after'), now) }
  if (status === 404) return new JobError('not-found', `${name} no longer keeps this file.`)
  if (status === 429)
    return new JobError('rate-limited', `The storage behind ${name} asks to slow down.`, options)
  return new JobError('provider-unavailable', `The storage behind ${name} answered ${status}.`, options)
}
