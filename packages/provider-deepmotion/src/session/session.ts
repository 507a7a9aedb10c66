import { JobError } from '@onetake/core'
import {
  credentialsRefused,
  retryAfterMs,
  singleFlight,
  type Auth,
  type AuthHeaders,
  type Exchange,
  type Reply,
  type Service,
} from '@onetake/provider-kit'
import type { KeyPair } from './key-pair.ts'
import { readSessionCookie } from './session-cookie.ts'

interface Opened {
  readonly cookie: string
  /** ms since the Unix epoch; null: when it is refused. */
  readonly renewAt: number | null
}

/** Renewed this long before it ends, so that a request under way is not cut off. In ms. */
const MARGIN_MS = 60_000
/** How long refused credentials are left alone. In ms. */
const PAUSE_MS = 60_000

interface SessionOptions {
  readonly service: Service
  /** Where to log in: Animate 3D and SayMotion differ in nothing else here. */
  readonly path: string
  readonly exchange: Exchange
  /** ms since the Unix epoch. */
  now(): number
}

/**
 * One login, shared by everything that runs at the same time for one account. Where sessions are refused as
 * soon as they are opened, one login a minute is tried, not one for every request.
 *
 * @see Animate 3D REST API README and SayMotion REST API README, "Authentication"
 */
export function createSession(
  { clientId, clientSecret }: KeyPair,
  { service, path, exchange, now }: SessionOptions,
): Auth {
  const { name } = service
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  let opened: Opened | null = null
  let refusedAt: number | null = null
  /** Logins in a row whose cookie no request was let in with. */
  let unproven = 0
  let openedAt = 0

  // Belongs to no single caller, so no caller's signal ends it; the exchange has a time limit of its own.
  const login = singleFlight(async () => {
    if (refusedAt !== null && now() < refusedAt + PAUSE_MS) throw credentialsRefused(service)
    const reply = await exchange(path, { headers: { authorization: `Basic ${basic}` } }).catch(
      (cause: unknown) => {
        throw new JobError('provider-unavailable', `${name} does not answer the login.`, { cause })
      },
    )
    refusedAt = reply.status === 401 || reply.status === 403 ? now() : null
    const cookie = cookieOf(service, reply, now())
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
    async headers(signal) {
      const isGood = opened !== null && (opened.renewAt === null || now() < opened.renewAt)
      return toHeaders(opened !== null && isGood ? opened.cookie : await login(signal))
    },
    async renew(refused, signal) {
      if (opened !== null && toHeaders(opened.cookie)['cookie'] !== refused['cookie']) {
        return toHeaders(opened.cookie)
      }
      if (opened !== null && unproven > 1 && now() < openedAt + PAUSE_MS) throw credentialsRefused(service)
      opened = null
      return toHeaders(await login(signal))
    },
    worked() {
      unproven = 0
    },
    secrets: () => [clientSecret, clientId, basic, ...(opened === null ? [] : [opened.cookie])],
  }
}

const toHeaders = (cookie: string): AuthHeaders => ({ cookie: `dmsess=${cookie}` })

function cookieOf(service: Service, { status, headers }: Reply, now: number) {
  const { name } = service
  if (status === 401 || status === 403) throw credentialsRefused(service)
  const wait = { retryAfterMs: retryAfterMs(headers.get('retry-after'), now) }
  if (status === 429) throw new JobError('rate-limited', `${name} allows no more logins for now.`, wait)
  if (status >= 500) throw new JobError('provider-unavailable', `The ${name} login answered ${status}.`, wait)
  const cookie = status < 300 ? readSessionCookie(headers, now) : null
  if (cookie === null) {
    throw new JobError('provider-protocol', `The ${name} login answered ${status} and opened no session.`)
  }
  return cookie
}
