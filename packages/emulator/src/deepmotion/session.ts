import { createHmac, timingSafeEqual } from 'node:crypto'
import { digest } from '../ids.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { DeepMotionWorld } from './world.ts'

/**
 * Sign in with Basic credentials; the session is a signed cookie. Older sessions stay valid: clients sign in several
 * times at once.
 *
 * @param pattern - Where the service has it.
 * @see SayMotion REST API document v1.5.0 and Animate 3D REST API document v2.0.0, "Authentication"
 */
export function authRoute(world: DeepMotionWorld, pattern: string): Route {
  const { clock, data, ids, modes } = world
  return {
    name: `${world.service}.auth`,
    method: 'GET',
    pattern,
    makes: 'session',
    handle(exchange) {
      if (!hasRightBasic(world, exchange.headers.authorization))
        throw new HttpError(401, 'The client id or the client secret is wrong.')
      const now = clock.now()
      for (const session of data.sessions.values())
        if (session.expiresAt <= now) data.sessions.delete(session.id)
      const id = ids.next('session').slice(0, 32)
      const announced = now + modes.sessionMinutes * 60_000
      const short = exchange.faults.find((fault) => fault.kind === 'short-session')
      data.sessions.set(id, { id, expiresAt: short ? now + short.minutes * 60_000 : announced })
      // Clients compare the date with the clock on their own wall; it has whole seconds, so it is rounded up.
      const expires = new Date(Math.ceil(clock.toWallClock(announced) / 1000) * 1000).toUTCString()
      // No Domain and no Secure: on plain loopback HTTP some clients would refuse the cookie or never send it back.
      const cookie = `dmsess=${cookieValue(world, id)}; Path=/; Expires=${expires}; HttpOnly`
      return json({}, 200, { 'set-cookie': cookie })
    },
  }
}

/** @throws HttpError 401 unless the request carries a live session, or Basic credentials where those count. */
export function requireSession(world: DeepMotionWorld, exchange: Exchange): void {
  const { clock, data, modes } = world
  const id = sessionId(world, exchange.headers.cookie)
  const session = id === null ? undefined : data.sessions.get(id)
  if (session && clock.now() < session.expiresAt) return
  if (modes.basicAuth === 'accepted' && hasRightBasic(world, exchange.headers.authorization)) return
  throw new HttpError(401, session ? 'The session has expired.' : 'Not signed in.')
}

function cookieValue(world: DeepMotionWorld, id: string): string {
  const signature = createHmac('sha256', digest(world.seed, 'session secret')).update(id).digest('base64')
  // A raw `=` in the value would be cut off by clients that split the cookie there.
  return encodeURIComponent(`s:${id}.${signature}`)
}

function sessionId(world: DeepMotionWorld, cookie: string | undefined): string | null {
  // Some clients send the name of the first cookie attribute along, as a pair without a value.
  const pairs = (cookie ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith('dmsess='))?.slice('dmsess='.length)
  const id = /^s%3A([0-9a-f]+)\./i.exec(value ?? '')?.[1]
  return id !== undefined && value !== undefined && isSame(value, cookieValue(world, id)) ? id : null
}

function hasRightBasic({ credentials }: DeepMotionWorld, header: string | undefined): boolean {
  const given = /^Basic ([\w+/=]+)$/i.exec(header ?? '')?.[1]
  const right = `${credentials.clientId}:${credentials.clientSecret}`
  return given !== undefined && isSame(Buffer.from(given, 'base64').toString(), right)
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.byteLength === other.byteLength && timingSafeEqual(one, other)
}
