import { JobError } from '@onetake/core'
import type { Exchange, Reply } from './exchange.ts'
import { retryAfterMs } from './retry-after.ts'
import { readSessionCookie } from './session-cookie.ts'
import { singleFlight } from './single-flight.ts'

/** One login, shared by everything that runs at the same time for one account. */
export interface Session {
  /** A cookie value that should still be good; logs in where there is none. */
  cookie(signal: AbortSignal): Promise<string>
  /**
   * A better cookie than the one that was just refused. Logs in, unless somebody else already did.
   *
   * @throws JobError `credentials-refused` where sessions are refused as soon as they are opened: then one
   * login a minute is tried, not one for every request.
   */
  renew(refused: string, signal: AbortSignal): Promise<string>
  /** Tell that a request with the current cookie was let in. */
  worked(): void
  /** What must never be repeated in a message. */
  secrets(): readonly string[]
}

interface Opened {
  readonly cookie: string
  /** ms since the Unix epoch; null: when it is refused. */
  readonly renewAt: number | null
}

/** Renewed this long before it ends, so that a request under way is not cut off. In ms. */
const MARGIN_MS = 60_000
/** How long refused credentials are left alone. In ms. */
const PAUSE_MS = 60_000

/** @param now - ms since the Unix epoch. */
export function createSession(
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
  exchange: Exchange,
  now: () => number,
): Session {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  let opened: Opened | null = null
  let refusedAt: number | null = null
  /** Logins in a row whose cookie no request was let in with. */
  let unproven = 0
  let openedAt = 0

  // Belongs to no single caller, so no caller's signal ends it; the exchange has a time limit of its own.
  const login = singleFlight(async () => {
    if (refusedAt !== null && now() < refusedAt + PAUSE_MS) throw credentialsRefused()
    const reply = await exchange('/account/v1/auth', { headers: { authorization: `Basic ${basic}` } }).catch(
      (cause: unknown) => {
        throw new JobError('provider-unavailable', 'SayMotion does not answer the login.', { cause })
      },
    )
    refusedAt = reply.status === 401 || reply.status === 403 ? now() : null
    const cookie = cookieOf(reply, now())
    openedAt = now()
    unproven += 1
    const { lifetimeMs } = cookie
    opened = {
      cookie: cookie.value,
      renewAt: lifetimeMs === null ? null : openedAt + lifetimeMs - Math.min(MARGIN_MS, lifetimeMs / 2),
    }
    return opened.cookie
  })

  return {
    async cookie(signal) {
      const isGood = opened !== null && (opened.renewAt === null || now() < opened.renewAt)
      return opened !== null && isGood ? opened.cookie : login(signal)
    },
    async renew(refused, signal) {
      if (opened !== null && opened.cookie !== refused) return opened.cookie
      if (opened !== null && unproven > 1 && now() < openedAt + PAUSE_MS) throw credentialsRefused()
      opened = null
      return login(signal)
    },
    worked() {
      unproven = 0
    },
    secrets: () => [clientSecret, clientId, basic, ...(opened === null ? [] : [opened.cookie])],
  }
}

export const credentialsRefused = (): JobError =>
  new JobError(
    'credentials-refused',
    'SayMotion refuses the credentials of this server. Check the client id and the client secret.',
  )

function cookieOf({ status, headers }: Reply, now: number) {
  if (status === 401 || status === 403) throw credentialsRefused()
  const wait = { retryAfterMs: retryAfterMs(headers.get('retry-after'), now) }
  if (status === 429) throw new JobError('rate-limited', 'SayMotion allows no more logins for now.', wait)
  if (status >= 500)
    throw new JobError('provider-unavailable', `The SayMotion login answered ${status}.`, wait)
  const cookie = status < 300 ? readSessionCookie(headers, now) : null
  if (cookie === null) {
    throw new JobError('provider-protocol', `The SayMotion login answered ${status} and opened no session.`)
  }
  return cookie
}
