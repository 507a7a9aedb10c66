import { isRecord } from '../deepmotion/params.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { WebhookEndpoint } from './data.ts'
import type { JobRecord } from './job.ts'
import { moment, type World } from './world.ts'

/** The one kind of event that is documented. */
const COMPLETED = 'job.completed'

/** Longest that a listener may take to answer, in real milliseconds. */
const PATIENCE_MS = 10_000

export interface Webhooks {
  readonly routes: readonly Route[]
  /** Tell the endpoints when this job ends, unless it has ended. */
  follow(job: JobRecord): void
  close(): void
}

/**
 * Addresses that are told when a job ends. Any http(s) URL is registered; only those of this machine are called.
 *
 * @see Animate 3D REST API document v2.0.0, "Webhooks"
 */
export function createWebhooks(world: World): Webhooks {
  const closing = new AbortController()
  return {
    routes: webhookRoutes(world),
    follow: (job) => void announce(world, job, closing.signal),
    close: () => closing.abort(),
  }
}

async function announce(world: World, job: JobRecord, signal: AbortSignal): Promise<void> {
  // Nothing that comes later moves the end of a job: there is no cancel, and the queue is first come, first served.
  const endsAt = moment(world).slots.get(job.key)?.endsAt
  if (endsAt === undefined || !Number.isFinite(endsAt) || endsAt <= world.clock.now()) return
  await world.clock.wait(endsAt - world.clock.now(), signal)
  if (signal.aborted) return
  const state = moment(world).states.get(job.key)
  if (!state || state.kind === 'forgotten') return
  const status = state.kind === 'succeeded' ? 'success' : 'failure'
  const body = JSON.stringify({ eventType: COMPLETED, data: { taskId: job.rid, status } })
  const wanting = [...world.data.endpoints.values()].filter(({ events }) => events.includes(COMPLETED))
  await Promise.all(wanting.map((endpoint) => deliver(world, { endpoint, body, signal })))
}

/** Whoever does not listen is not told again: no retries are documented. */
async function deliver(
  { credentials, modes }: World,
  {
    endpoint,
    body,
    signal,
  }: { readonly endpoint: WebhookEndpoint; readonly body: string; readonly signal: AbortSignal },
): Promise<void> {
  if (!isHere(endpoint.url)) return
  // The constant that the service calls a signature.
  const headers = { 'content-type': 'application/json', 'x-deepmotion-signature': credentials.clientId }
  for (let count = 0; count < modes.webhookDeliveries; count++) {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)])
    // A redirect could lead away from this machine.
    const options = { method: 'POST', headers, body, redirect: 'manual', signal: limit } as const
    await fetch(endpoint.url, options).then(
      (answer) => answer.body?.cancel(),
      () => undefined,
    )
  }
}

function isHere(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)
}

function webhookRoutes(world: World): readonly Route[] {
  const { endpoints } = world.data
  const route = (
    name: string,
    method: Route['method'],
    pattern: string,
    handle: (exchange: Exchange) => object | Promise<object>,
  ): Route => ({
    name: `animate3d.webhooks.${name}`,
    method,
    pattern: `/webhook_endpoints${pattern}`,
    handle: async (exchange) => json(await handle(exchange)),
  })
  const known = ({ params }: Exchange): WebhookEndpoint => {
    const endpoint = endpoints.get(params['id'] ?? '')
    if (!endpoint) throw new HttpError(404, 'There is no such webhook endpoint.')
    return endpoint
  }
  const kept = (endpoint: WebhookEndpoint) => {
    endpoints.set(endpoint.id, endpoint)
    return wire(endpoint)
  }
  return [
    route('create', 'POST', '', async (exchange) =>
      kept({ id: `we_${world.ids.next('webhook').slice(0, 24)}`, ...(await readEndpoint(exchange)) }),
    ),
    route('list', 'GET', '', () => ({
      count: endpoints.size,
      endpoints: [...endpoints.values()].map(wire),
    })),
    route('read', 'GET', '/:id', (exchange) => wire(known(exchange))),
    route('update', 'POST', '/:id', async (exchange) =>
      kept({ id: known(exchange).id, ...(await readEndpoint(exchange)) }),
    ),
    route('delete', 'DELETE', '/:id', (exchange) => {
      const { id } = known(exchange)
      endpoints.delete(id)
      return { id, object: 'webhook_endpoint', deleted: true }
    }),
  ]
}

function wire({ id, url, events }: WebhookEndpoint) {
  return { id, object: 'webhook_endpoint', url, events }
}

async function readEndpoint(exchange: Exchange): Promise<Omit<WebhookEndpoint, 'id'>> {
  const body = await exchange.json()
  const { url, events } = isRecord(body) ? body : {}
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new HttpError(400, 'The body needs `url`, an http(s) URL.')
  const isList = Array.isArray(events) && events.every((event) => typeof event === 'string')
  if (!isList) throw new HttpError(400, 'The body needs `events`, an array of texts.')
  return { url, events }
}
