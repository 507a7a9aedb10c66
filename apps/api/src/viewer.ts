import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { JobError } from '@onetake/core'

/** People without accounts: a browser is known by a cookie from its first visit on. */
export interface Viewers {
  /** Express middleware, mounted where the wire is. */
  readonly recognise: (request: IncomingMessage, response: ServerResponse, next: () => void) => void
  /** @throws JobError `unauthorized` For a request that was not recognised. */
  readonly ownerOf: (request: IncomingMessage) => string
}

const COOKIE = 'onetake-viewer'
const ONE_YEAR_SECONDS = 31_536_000

/** @param newId - 22 letters, digits, `-` or `_` that nobody can guess: whoever knows them is that viewer. */
export function createViewers(newId = () => randomBytes(16).toString('base64url')): Viewers {
  const owners = new WeakMap<IncomingMessage, string>()
  return {
    recognise(request, response, next) {
      const known = knownId(request.headers.cookie ?? '')
      const id = known ?? newId()
      owners.set(request, id)
      // A call waits for a provider; its late answer would replace the cookie that a job was started with.
      const isCall = request.url?.startsWith('/calls/') ?? false
      if (known === null && !isCall) {
        response.setHeader(
          'set-cookie',
          `${COOKIE}=${id}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; HttpOnly; SameSite=Lax`,
        )
      }
      next()
    },
    ownerOf(request) {
      const owner = owners.get(request)
      if (owner === undefined) throw new JobError('unauthorized', 'This request belongs to nobody.')
      return owner
    },
  }
}

/** The viewer that a cookie header names, if it is a name that we give. */
function knownId(cookies: string): string | null {
  const [, id] =
    cookies
      .split(/; */)
      .map((cookie) => cookie.split('='))
      .find(([name]) => name === COOKIE) ?? []
  return id !== undefined && /^[A-Za-z0-9_-]{22}$/.test(id) ? id : null
}
