import { HttpError } from '../http/http-error.ts'
import { json, type Reply } from '../http/reply.ts'
import type { Exchange, Route, RouteGroup } from '../http/router.ts'
import { docsRoutes } from './docs-routes.ts'
import type { OpenApiDocument } from './openapi.ts'
import { unprocessable, ValidationError } from './validation.ts'

export interface FastApiService {
  /** Name of the service: its prefix, and the beginning of the names of its routes. */
  readonly name: string
  readonly routes: readonly Route[]
  readonly document: OpenApiDocument
  /** The body of an error that the service itself raises. */
  readonly refusal: (status: number, message: string) => unknown
}

/**
 * A service that FastAPI serves: 422 for forms that are wrong, `{"detail"}` for unknown paths and methods, HEAD nowhere,
 * any origin welcome, and its own documentation at `/docs`, `/redoc` and `/openapi.json`.
 */
export function fastApiGroup({ name, routes, document, refusal }: FastApiService): RouteGroup {
  const errorReply: RouteGroup['errorReply'] = (status, message, headers) =>
    json(
      isOfRouter(status, message) ? { detail: PHRASES[status] } : refusal(status, message),
      status,
      headers,
    )
  const answer = async (route: Route, exchange: Exchange): Promise<Reply> => {
    // A GET route of the framework answers GET alone.
    if (exchange.method === 'HEAD') return json({ detail: PHRASES[405] }, 405, { allow: 'GET' })
    try {
      return await route.handle(exchange)
    } catch (error) {
      if (error instanceof ValidationError) return unprocessable(error)
      if (error instanceof HttpError) return errorReply(error.status, error.message, error.headers)
      throw error
    }
  }
  return {
    prefix: `/${name}`,
    collapseSlashes: false,
    errorReply,
    routes: [
      ...routes.map((route) => ({
        ...route,
        handle: async (exchange: Exchange) => welcoming(await answer(route, exchange), exchange),
      })),
      ...docsRoutes(name, document),
    ],
  }
}

const PHRASES: Readonly<Record<number, string>> = { 404: 'Not Found', 405: 'Method Not Allowed' }

/** Whether no handler said this: the words are those of the router. */
function isOfRouter(status: number, message: string): boolean {
  return PHRASES[status]?.toLowerCase() === message.toLowerCase()
}

/** To a browser's page of any origin. The headers appear only where there is one. @see Starlette, CORSMiddleware */
function welcoming(reply: Reply, { headers }: Exchange): Reply {
  if (headers.origin === undefined) return reply
  const origin: Record<string, string> =
    headers.cookie === undefined ? { 'access-control-allow-origin': '*' } : sameOrigin(headers.origin)
  return { ...reply, headers: { ...reply.headers, ...origin, 'access-control-allow-credentials': 'true' } }
}

const sameOrigin = (origin: string) => ({ 'access-control-allow-origin': origin, vary: 'Origin' })
