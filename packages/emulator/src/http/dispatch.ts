import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.ts'
import type { Fault } from '../faults/fault.ts'
import type { FaultScript } from '../faults/faults.ts'
import { credentialsOf, withoutSecrets, type WritableJournal } from '../journal.ts'
import { chunksOf, readBytes, readForm, readJson } from './body.ts'
import { HttpError } from './http-error.ts'
import { empty, html, text, type Reply } from './reply.ts'
import { type Exchange, matchRoute, type Route, type RouteGroup } from './router.ts'
import { writeReply, writeTruncated } from './write-reply.ts'

/** Largest JSON body, in bytes. */
const JSON_LIMIT = 1024 * 1024

/** From a request to its answer: route, journal, scripted faults, handler, error envelope. */
export function createDispatch(parts: {
  readonly groups: readonly RouteGroup[]
  /** Groups whose requests are neither noted nor hit by faults. */
  readonly quietGroups: readonly RouteGroup[]
  readonly journal: WritableJournal
  readonly faults: FaultScript
  readonly clock: Clock
}): (request: IncomingMessage, response: ServerResponse) => void {
  const { journal, faults, clock } = parts
  const groups = [...parts.quietGroups, ...parts.groups]

  return (request, response) => {
    // A client that goes away while it is being answered is its own business.
    response.on('error', () => undefined)
    request.on('error', () => undefined)
    answer(request, response).catch(() => response.destroy())
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const arrivedAt = clock.now()
    const method = request.method ?? 'GET'
    const url = urlOf(request)
    const match = matchRoute(groups, method, url.pathname)
    const quiet = match.group !== null && parts.quietGroups.includes(match.group)
    const route = match.kind === 'route' ? match.route : null
    const hits = route && !quiet ? faults.take(route.name) : []
    const noted = quiet
      ? () => undefined
      : journal.open({
          method,
          path: withoutSecrets(url),
          at: arrivedAt,
          route: route?.name ?? null,
          credentials: credentialsOf(request.headers),
          faults: hits.map((fault) => fault.kind),
        })

    const line = hits.find(isAboutTheLine)
    if (line?.kind === 'drop-request') {
      request.socket.destroy()
      return
    }
    const run = () =>
      match.kind === 'route'
        ? handled(match.group, match.route, exchangeOf(request, url, match.params, hits))
        : Promise.resolve(unmatched(match))
    const reply = await faulty(line, match.group, run)
    await delayed(arrivedAt, hits, response)
    if (reply === null) {
      request.socket.destroy()
      return
    }
    noted(reply.status)
    if (line?.kind === 'truncate') writeTruncated(response, reply, line.afterBytes)
    else writeReply(response, reply)
  }

  /** The request is processed by now, as it would be on a slow line. */
  async function delayed(arrivedAt: number, hits: readonly Fault[], response: ServerResponse): Promise<void> {
    const delays = hits.map((fault) => (fault.kind === 'delay' ? fault.seconds * 1000 : 0))
    const due = arrivedAt + delays.reduce((sum, ms) => sum + ms, 0)
    if (due === arrivedAt) return
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    await clock.wait(due - clock.now(), gone.signal)
  }
}

/** What goes out instead of the plain answer; null where the line breaks. */
async function faulty(
  fault: Fault | undefined,
  group: RouteGroup | null,
  run: () => Promise<Reply>,
): Promise<Reply | null> {
  switch (fault?.kind) {
    case 'drop-reply':
      await run()
      return null
    case 'status': {
      if (fault.processed) await run()
      const retry: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) }
      const message = fault.message ?? `Scripted fault: ${fault.status}`
      return group ? group.errorReply(fault.status, message, retry) : text(message, fault.status, retry)
    }
    case 'html':
      if (fault.processed) await run()
      return html('The gateway could not answer', fault.status ?? 200)
    case 'malformed-json': {
      const reply = await run()
      const body = typeof reply.body === 'string' ? reply.body : ''
      return { ...reply, body: body.slice(0, Math.max(1, Math.floor(body.length * 0.6))) }
    }
    default:
      return run()
  }
}

async function handled(group: RouteGroup, route: Route, exchange: Exchange): Promise<Reply> {
  try {
    return await route.handle(exchange)
  } catch (error) {
    if (error instanceof HttpError) return group.errorReply(error.status, error.message, error.headers)
    const message = error instanceof Error ? error.message : String(error)
    return group.errorReply(500, `The emulator itself failed: ${message}`, {})
  }
}

function unmatched(match: Exclude<ReturnType<typeof matchRoute>, { kind: 'route' }>): Reply {
  if (match.kind === 'wrong-method')
    return match.group.errorReply(405, 'Method not allowed', { allow: match.allow })
  return match.group ? match.group.errorReply(404, 'Not found', {}) : empty(404)
}

function exchangeOf(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
  faults: readonly Fault[],
): Exchange {
  return {
    method: request.method ?? 'GET',
    params,
    query: url.searchParams,
    headers: request.headers,
    faults,
    bytes: (limit) => readBytes(request, limit),
    json: () => readJson(request, JSON_LIMIT),
    form: (limit) => readForm(request, limit),
    chunks: () => chunksOf(request),
  }
}

/** The target as a URL. `//a/b` must stay a path: the URL parser would read a host out of it. */
function urlOf(request: IncomingMessage): URL {
  const target = request.url ?? '/'
  if (!target.startsWith('/')) return new URL(target)
  const [path = '/', ...query] = target.split('?')
  const url = new URL('http://emulator.invalid')
  url.pathname = path
  url.search = query.join('?')
  return url
}

function isAboutTheLine(fault: Fault): boolean {
  return ['drop-request', 'drop-reply', 'status', 'html', 'truncate', 'malformed-json'].includes(fault.kind)
}
