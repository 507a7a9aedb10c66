import { HttpError } from '../http/http-error.ts'
import { json, type Reply } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { World } from './world.ts'

/** The host that every request names in `x-rapidapi-host`. */
const RAPIDAPI_HOST = 'opus-gen02.p.rapidapi.com'

/** An answer of the gateway itself, which says so. @see RapidAPI documentation, "Response headers" */
export function gatewayReply(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return json({ message }, status, { ...headers, 'x-rapidapi-proxy-response': 'true' })
}

/**
 * A route behind the gateway: key, plan and quota are looked at before the service hears of the request. What the
 * service answers, errors too, has no gateway's mark and tells the quota. The texts are assumed but for the 403's.
 */
export function behindGateway(world: World, route: Route): Route {
  return {
    ...route,
    async handle(exchange) {
      admit(world, exchange)
      const reply = await answered(route, exchange)
      return { ...reply, headers: { ...reply.headers, ...quotaHeaders(world) } }
    },
  }
}

/** @throws HttpError 401, 403, 429 */
function admit(world: World, { headers }: Exchange): void {
  const { credentials, data, modes } = world
  const key = headers['x-rapidapi-key']
  if (key === undefined || key === '') throw new HttpError(401, 'Invalid API key: none was sent.')
  if (key !== credentials.rapidApiKey) throw new HttpError(401, 'Invalid API key.')
  if (headers['x-rapidapi-host'] !== RAPIDAPI_HOST || modes.subscription === 'none')
    throw new HttpError(403, 'You are not subscribed to this API.')
  if (data.requests >= modes.planRequests)
    throw new HttpError(
      429,
      'You have exceeded the quota for Requests on your current plan.',
      quotaHeaders(world),
    )
  data.requests += 1
}

function quotaHeaders({ data, modes }: World): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-requests-limit': String(modes.planRequests),
    'x-ratelimit-requests-remaining': String(Math.max(0, modes.planRequests - data.requests)),
  }
}

async function answered(route: Route, exchange: Exchange): Promise<Reply> {
  try {
    return await route.handle(exchange)
  } catch (error) {
    // The limit of a body is the gateway's; it stops the request on its way.
    if (!(error instanceof HttpError) || error.status === 413) throw error
    return json({ message: error.message }, error.status, error.headers)
  }
}
