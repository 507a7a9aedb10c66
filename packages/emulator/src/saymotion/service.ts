import { characterRoutes } from '../deepmotion/characters.ts'
import { deepMotionGroup } from '../deepmotion/group.ts'
import { authRoute } from '../deepmotion/session.ts'
import { type Credentials, deepMotionCredentials } from '../deepmotion/world.ts'
import type { ServiceDefinition } from '../service.ts'
import { creditsRoute } from './account.ts'
import { fromSayMotionState, type SayMotionState, toSayMotionState } from './data.ts'
import { downloadRoute } from './download.ts'
import { jobRoutes } from './jobs.ts'
import { listRoutes } from './list.ts'
import { defaultSayMotionModes, type SayMotionModes } from './modes.ts'
import { promptRoutes } from './prompts.ts'
import { createResults } from './results.ts'
import { statusRoute } from './status.ts'
import type { World } from './world.ts'

/**
 * SayMotion, as its REST document and its official clients describe it.
 *
 * @see SayMotion REST API document v1.5.0 (DeepMotion/SayMotion-REST-API); npm dm-saymotion-api 1.0.0
 */
export const saymotion: ServiceDefinition<SayMotionModes, SayMotionState, Credentials> = {
  defaultModes: defaultSayMotionModes,
  credentials: deepMotionCredentials,
  start(context, { modes, state }) {
    const world: World = {
      ...context,
      service: 'saymotion',
      modes,
      credentials: deepMotionCredentials,
      data: fromSayMotionState(state),
    }
    context.storage.serve('saymotion', createResults(world))
    const group = deepMotionGroup(world, {
      // The document prints some paths with a doubled slash.
      collapseSlashes: true,
      open: [authRoute(world, '/account/v1/auth')],
      behindSession: [
        creditsRoute(world),
        ...jobRoutes(world),
        statusRoute(world),
        downloadRoute(world),
        ...listRoutes(world),
        ...characterRoutes(world, '/character/v1'),
        ...promptRoutes(world),
      ],
    })
    return { group, snapshot: () => toSayMotionState(world.data) }
  },
}
