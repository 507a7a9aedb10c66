import { JobError, toProblem, type JobSnapshot } from '@onetake/core'
import { defer, filter, map, merge, mergeAll, type Observable } from 'rxjs'
import { artifactResponse } from './artifact-response.ts'
import type { Engine } from './engine.ts'
import { toEventStream, type ViewerEvents } from './event-stream.ts'
import { assertJsonRequest, factsOf, readJson, toListQuery, toStartRequest } from './job-requests.ts'
import { toJson } from './parse-input.ts'
import { createTus } from './tus.ts'
import { toViewer, type Viewer } from './viewer.ts'

export interface HandlerOptions {
  /**
   * Who is asking. Jobs are theirs alone. A {@link Viewer} says of an operator that they are one.
   *
   * @throws JobError `unauthorized` to turn somebody away.
   */
  owner(request: Request): string | Viewer | Promise<string | Viewer>
  /** Told of each error that is our own fault; the browser sees only its code. */
  readonly onError?: (error: JobError) => void
}

/**
 * The wire as one function from Request to Response, for any host that speaks them.
 *
 * @example
 * const handle = createHandler(engine, { owner: (request) => sessionOf(request).userId })
 * http.createServer(toNodeListener(handle)).listen(8080)
 */
export function createHandler(
  engine: Engine<any, any>,
  { owner, onError = console.error }: HandlerOptions,
): (request: Request) => Promise<Response> {
  const tus = createTus(engine.uploads)

  return async (request) => {
    try {
      return (await hook(request)) ?? (await route(request, toViewer(await owner(request))))
    } catch (thrown) {
      const error = JobError.from(thrown)
      if (error.code === 'internal') onError(error)
      return problemResponse(error)
    }
  }

  /** A service has no owner: what it delivers is a hint, so there is nobody to be turned away. */
  async function hook(request: Request): Promise<Response | null> {
    const [root, provider = '', ...rest] = segmentsOf(new URL(request.url))
    if (request.method !== 'POST' || root !== 'webhooks' || rest.length > 0) return null
    await engine.hear(provider, { headers: request.headers, body: toJson(await readJson(request)) })
    return new Response(null, { status: 204 })
  }

  async function route(request: Request, viewer: Viewer): Promise<Response> {
    const url = new URL(request.url)
    const path = segmentsOf(url)
    const [root, id = '', verb, item = ''] = path
    if (root === 'uploads' && path.length <= 2) return tus(request, viewer, id)
    const method = request.method === 'HEAD' ? 'GET' : request.method
    if (method !== 'GET') assertJsonRequest(factsOf(request), 'none')
    const shape = [method, root, id && ':id', verb, item && ':item'].filter(Boolean).join(' ')
    switch (shape) {
      case 'GET operations':
        return json(engine.operations())
      case 'GET jobs':
        return json(await engine.list({ ...viewer, ...toListQuery(Object.fromEntries(url.searchParams)) }))
      case 'PUT jobs :id': {
        const { operation, input } = toStartRequest(await readJson(request))
        return json(await engine.start(operation, input, { ...viewer, id }))
      }
      case 'GET jobs :id':
        return id === 'events' ? events(request, viewer) : json(await engine.get(id, viewer))
      case 'GET jobs :id history':
        return json(await engine.history(id, viewer))
      case 'POST jobs :id cancel':
        return json(await engine.cancel(id, viewer))
      case 'POST jobs :id retry':
        return json(await engine.retry(id, viewer))
      case 'POST jobs :id abandon':
        return json(await engine.abandon(id, viewer))
      case 'GET jobs :id artifacts :item':
        return artifactResponse(await engine.artifact(id, item, viewer), request)
    }
    if (method === 'POST' && root === 'calls' && verb !== undefined && path.length === 3) {
      return json(await engine.call(`${id}.${verb}`, await readJson(request), viewer))
    }
    throw new JobError('not-found', `There is nothing at ${request.method} ${url.pathname}.`)
  }

  function events(request: Request, viewer: Viewer): Response {
    const body = request.method === 'HEAD' ? null : toEventStream(eventsOf(engine, viewer), request.signal)
    return new Response(body, {
      headers: {
        'cache-control': 'no-cache, no-transform',
        'content-type': 'text/event-stream',
        'x-accel-buffering': 'no',
      },
    })
  }
}

/** What a viewer's stream carries: their active jobs as they stand, and every change from now on. Hot on subscribe. */
export function viewerEvents(engine: Engine<any, any>, viewer: Viewer): Observable<JobSnapshot> {
  const { changes, active } = eventsOf(engine, viewer)
  return merge(changes, active.pipe(mergeAll()))
}

function eventsOf(engine: Engine<any, any>, viewer: Viewer): ViewerEvents {
  const mine = engine.changes.pipe(filter(({ owner }) => owner === viewer.owner))
  return {
    changes: mine.pipe(map(({ job }) => job)),
    active: defer(() => engine.list({ ...viewer, active: true })),
  }
}

/** An error as RFC 9457 wants it. */
export function problemResponse(error: JobError): Response {
  const problem = toProblem(error)
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' })
  if (error.retryAfterMs !== undefined)
    headers.set('retry-after', String(Math.ceil(error.retryAfterMs / 1000)))
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

const json = (body: unknown) =>
  Response.json(body, { headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })

function segmentsOf({ pathname }: URL): string[] {
  try {
    return pathname.split('/').slice(1).map(decodeURIComponent)
  } catch (cause) {
    throw new JobError('not-found', `There is nothing at ${pathname}.`, { cause })
  }
}
