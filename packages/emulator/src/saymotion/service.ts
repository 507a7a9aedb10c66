import { json, text } from '../http/reply.ts'
import type { Route, RouteGroup } from '../http/router.ts'
import type { ServiceDefinition } from '../service.ts'
import { creditsRoute } from './account.ts'
import { characterRoutes } from './characters.ts'
import { fromSayMotionState, type SayMotionState, toSayMotionState } from './data.ts'
import { downloadRoute } from './download.ts'
import { jobRoutes } from './jobs.ts'
import { listRoutes } from './list.ts'
import { defaultSayMotionModes, type SayMotionModes } from './modes.ts'
import { promptRoutes } from './prompts.ts'
import { createResults } from './results.ts'
import { authRoute, requireSession } from './session.ts'
import { statusRoute } from './status.ts'
import type { Credentials, World } from './world.ts'

const credentials: Credentials = { clientId: 'emulated-client', clientSecret: 'emulated-secret' }

/**
 * SayMotion, as its REST document and its official clients describe it.
 *
 * @see SayMotion REST API document v1.5.0 (DeepMotion/SayMotion-REST-API); npm dm-saymotion-api 1.0.0
 */
export const saymotion: ServiceDefinition<SayMotionModes, SayMotionState, Credentials> = {
  defaultModes: defaultSayMotionModes,
  credentials,
  start(context, { modes, state }) {
    const world: World = { ...context, modes, credentials, data: fromSayMotionState(state) }
    context.storage.serve('saymotion', createResults(world))
    return { group: groupOf(world), snapshot: () => toSayMotionState(world.data) }
  },
}

function groupOf(world: World): RouteGroup {
  const behindSession: readonly Route[] = [
    creditsRoute(world),
    ...jobRoutes(world),
    statusRoute(world),
    downloadRoute(world),
    ...listRoutes(world),
    ...characterRoutes(world),
    ...promptRoutes(world),
  ]
  return {
    prefix: '/saymotion',
    // The document prints some paths with a doubled slash.
    collapseSlashes: true,
    errorReply: (status, message, headers) =>
      world.modes.errorBody === 'text' ? text(message, status, headers) : json({ message }, status, headers),
    routes: [authRoute(world), ...behindSession.map((route) => guarded(world, route))],
  }
}

function guarded(world: World, route: Route): Route {
  return {
    ...route,
    handle(exchange) {
      requireSession(world, exchange)
      return route.handle(exchange)
    },
  }
}
