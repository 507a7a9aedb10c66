import type { Exchange, Reply } from '@onetake/provider-kit'

/**
 * What the gateway of RapidAPI says in ways of its own, in the words of HTTP: how long to wait after a 429, and
 * that a 404 of the gateway itself is no word about a job.
 *
 * @see docs.rapidapi.com/docs/response-headers and /v1.0/docs/response-headers (read 2026-11-21)
 */
export function throughGateway(exchange: Exchange, now: () => number): Exchange {
  return async (path, request, signal) => {
    const reply = await exchange(path, request, signal)
    if (reply.status === 429) return withWait(reply, now())
    const isQuestion = request.method === undefined
    return isQuestion && reply.status === 404 && isOwn(reply) ? { ...reply, status: 503 } : reply
  }
}

/** `true` where the gateway answered, and not the service behind it. */
const isOwn = ({ headers }: Reply): boolean => headers.get('x-rapidapi-proxy-response') === 'true'

function withWait(reply: Reply, now: number): Reply {
  if (reply.headers.has('retry-after')) return reply
  const { headers } = reply
  const isQuota = headers.get('x-ratelimit-requests-remaining') === '0'
  const reset =
    headers.get('x-ratelimit-reset') ?? (isQuota ? headers.get('x-ratelimit-requests-reset') : null)
  if (reset === null || !/^\d+$/.test(reset)) return reply
  const seconds = Number(reset) < EARLIEST_INSTANT ? Number(reset) : Math.max(0, Number(reset) - now / 1000)
  const withRetry = new Headers(headers)
  withRetry.set('retry-after', String(Math.ceil(seconds)))
  return { ...reply, headers: withRetry }
}

/** "In seconds or as a timestamp": more seconds than this, over thirty years, must be an instant. */
const EARLIEST_INSTANT = 1_000_000_000
