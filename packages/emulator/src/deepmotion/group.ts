import { json, text } from '../http/reply.ts'
import type { Route, RouteGroup } from '../http/router.ts'
import { requireSession } from './session.ts'
import type { DeepMotionWorld } from './world.ts'

/** The routes of a service: those to sign in, and those that ask for it. Errors are `{"message"}`, or text where the modes say so. */
export function deepMotionGroup(
  world: DeepMotionWorld,
  routes: {
    readonly open: readonly Route[]
    readonly behindSession: readonly Route[]
    readonly collapseSlashes: boolean
  },
): RouteGroup {
  return {
    prefix: `/${world.service}`,
    collapseSlashes: routes.collapseSlashes,
    errorReply: (status, message, headers) =>
      world.modes.errorBody === 'text' ? text(message, status, headers) : json({ message }, status, headers),
    routes: [...routes.open, ...routes.behindSession.map((route) => guarded(world, route))],
  }
}

function guarded(world: DeepMotionWorld, route: Route): Route {
  return {
    ...route,
    handle(exchange) {
      requireSession(world, exchange)
      return route.handle(exchange)
    },
  }
}
