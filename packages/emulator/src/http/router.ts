import type { IncomingHttpHeaders } from 'node:http'
import type { Fault } from '../faults/fault.ts'
import type { Reply } from './reply.ts'

/** One request as a handler sees it. */
export interface Exchange {
  readonly method: string
  /** What stood at the `:name` and `*name` places of the pattern, percent-decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** The scripted faults that hit this request; handlers look for the kinds that are about jobs or sessions. */
  readonly faults: readonly Fault[]
  /** The whole body. @throws HttpError 413 above `limit` bytes. */
  bytes(limit: number): Promise<Uint8Array>
  /** The body as JSON, at most one MiB. @throws HttpError 400, 413 */
  json(): Promise<unknown>
  /** The body as `multipart/form-data` or an urlencoded form. @throws HttpError 400, 413 above `limit` bytes */
  form(limit: number): Promise<FormData>
  /** The body as it arrives. Throws when the line breaks. */
  chunks(): AsyncIterable<Uint8Array>
}

export interface Route {
  /** `saymotion.process`: what faults and the journal call it. Several routes may share a name. */
  readonly name: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH'
  /** Path below the group's prefix. `:name` takes one segment, `*name` (at the end) takes the rest. */
  readonly pattern: string
  /** What the route brings into being: which faults make sense on it. */
  readonly makes?: 'job' | 'session'
  handle(exchange: Exchange): Reply | Promise<Reply>
}

/** The routes of one service, under one prefix (none: at the root), with one way to say that something went wrong. */
export interface RouteGroup {
  readonly prefix: string
  readonly routes: readonly Route[]
  /** Whether `//` in a path means `/`. */
  readonly collapseSlashes: boolean
  readonly errorReply: (status: number, message: string, headers: Readonly<Record<string, string>>) => Reply
}

export type Match =
  | {
      readonly kind: 'route'
      readonly group: RouteGroup
      readonly route: Route
      readonly params: Readonly<Record<string, string>>
    }
  | { readonly kind: 'wrong-method'; readonly group: RouteGroup; readonly allow: string }
  | { readonly kind: 'unknown'; readonly group: RouteGroup | null }

/** Find the route for a path. HEAD is answered by GET routes. */
export function matchRoute(groups: readonly RouteGroup[], method: string, path: string): Match {
  const group = groups.find(({ prefix }) => path === prefix || path.startsWith(`${prefix}/`))
  if (!group) return { kind: 'unknown', group: null }
  const rest = path.slice(group.prefix.length)
  const segments = segmentsOf(group.collapseSlashes ? rest.replaceAll(/\/{2,}/g, '/') : rest)
  const wanted = method === 'HEAD' ? 'GET' : method
  const allow = new Set<string>()
  for (const route of group.routes) {
    const params = matchPattern(segmentsOf(route.pattern), segments)
    if (!params) continue
    if (route.method === wanted) return { kind: 'route', group, route, params }
    allow.add(route.method)
  }
  return allow.size > 0
    ? { kind: 'wrong-method', group, allow: [...allow].join(', ') }
    : { kind: 'unknown', group }
}

function segmentsOf(path: string): readonly string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/')
}

function matchPattern(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | null {
  const params: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index]
    if (segment === undefined) return null
    if (part.startsWith('*')) {
      params[part.slice(1)] = segments.slice(index).map(decoded).join('/')
      return params
    }
    if (part.startsWith(':')) params[part.slice(1)] = decoded(segment)
    else if (part !== segment) return null
  }
  return pattern.length === segments.length ? params : null
}

/** Percent-decoding that leaves a malformed escape as it is: such an id is simply unknown. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
