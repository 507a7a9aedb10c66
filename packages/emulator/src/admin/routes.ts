import type { Clock } from '../clock.ts'
import { parseFaultRule } from '../faults/fault.ts'
import type { Faults } from '../faults/faults.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, RouteGroup } from '../http/router.ts'
import type { Journal } from '../journal.ts'
import type { EmulatorState } from '../state.ts'

/** `/_emulator`: faults, journal, clock and state over HTTP, for whoever is not in this process. */
export function adminRoutes(parts: {
  readonly clock: Clock
  readonly faults: Faults
  readonly journal: Journal
  readonly urls: () => Readonly<Record<string, string>>
  readonly snapshot: () => EmulatorState
}): RouteGroup {
  const { clock, faults, journal } = parts
  const clockNow = () => json({ at: clock.now(), speed: clock.speed })
  return {
    prefix: '/_emulator',
    collapseSlashes: false,
    errorReply: (status, message, headers) => json({ message }, status, headers),
    routes: [
      { name: 'admin.urls', method: 'GET', pattern: '/', handle: () => json({ urls: parts.urls() }) },
      { name: 'admin.state', method: 'GET', pattern: '/state', handle: () => json(parts.snapshot()) },
      {
        name: 'admin.journal',
        method: 'GET',
        pattern: '/journal',
        handle({ query }) {
          const route = query.get('route')
          const entries = journal.entries(route === null ? {} : { route })
          return json({ count: entries.length, entries })
        },
      },
      {
        name: 'admin.journal',
        method: 'DELETE',
        pattern: '/journal',
        handle() {
          journal.clear()
          return json({})
        },
      },
      {
        name: 'admin.faults',
        method: 'GET',
        pattern: '/faults',
        handle: () => json({ faults: faults.list() }),
      },
      {
        name: 'admin.faults',
        method: 'POST',
        pattern: '/faults',
        handle: async (exchange) => json({ id: addFault(faults, await readJson(exchange)) }, 201),
      },
      {
        name: 'admin.faults',
        method: 'DELETE',
        pattern: '/faults',
        handle() {
          faults.clear()
          return json({})
        },
      },
      {
        name: 'admin.faults',
        method: 'DELETE',
        pattern: '/faults/:id',
        handle({ params }) {
          if (!faults.remove(Number(params['id']))) throw new HttpError(404, 'This fault is gone already.')
          return json({})
        },
      },
      { name: 'admin.clock', method: 'GET', pattern: '/clock', handle: clockNow },
      {
        name: 'admin.clock',
        method: 'POST',
        pattern: '/clock',
        async handle(exchange) {
          moveClock(clock, await readJson(exchange))
          return clockNow()
        },
      },
    ],
  }
}

/** A page in a browser can post text anywhere, but JSON only where it is allowed to: that keeps strangers out. */
function readJson(exchange: Exchange): Promise<unknown> {
  if (!/^application\/json\b/i.test(exchange.headers['content-type'] ?? ''))
    throw new HttpError(415, 'Send application/json.')
  return exchange.json()
}

function addFault(faults: Faults, body: unknown): number {
  try {
    return faults.add(parseFaultRule(body))
  } catch (error) {
    throw error instanceof TypeError ? new HttpError(400, error.message) : error
  }
}

/** `{"speed": 60}`, `{"advanceSeconds": 30}`, or both. */
function moveClock(clock: Clock, body: unknown): void {
  const { speed, advanceSeconds } = typeof body === 'object' && body !== null ? fieldsOf(body) : {}
  if (speed === undefined && advanceSeconds === undefined)
    throw new HttpError(400, 'Send `speed`, `advanceSeconds`, or both, each a number of at least 0.')
  if (speed !== undefined) clock.setSpeed(speed)
  if (advanceSeconds !== undefined) clock.advance(advanceSeconds * 1000)
}

function fieldsOf(body: object): { readonly speed?: number; readonly advanceSeconds?: number } {
  const fields: Record<string, number> = {}
  for (const [name, value] of Object.entries(body)) {
    if (typeof value !== 'number' || !(value >= 0) || !Number.isFinite(value))
      throw new HttpError(400, `${name} is a number of at least 0.`)
    fields[name] = value
  }
  return fields
}
