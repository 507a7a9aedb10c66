import { characterRoutes } from '../deepmotion/characters.ts'
import { deepMotionGroup } from '../deepmotion/group.ts'
import { authRoute } from '../deepmotion/session.ts'
import { type Credentials, deepMotionCredentials } from '../deepmotion/world.ts'
import type { ServiceDefinition } from '../service.ts'
import { creditsRoute } from './account.ts'
import { type Animate3dState, fromAnimate3dState, toAnimate3dState } from './data.ts'
import { downloadRoute } from './download.ts'
import { processRoute } from './jobs.ts'
import { listRoutes } from './list.ts'
import { type Animate3dModes, defaultAnimate3dModes } from './modes.ts'
import { poseFilesRoute } from './pose-files.ts'
import { createResults } from './results.ts'
import { statusRoute } from './status.ts'
import { uploadRoutes } from './uploads.ts'
import { createWebhooks } from './webhooks.ts'
import type { World } from './world.ts'

/**
 * Animate 3D, as its REST document and its official clients describe it.
 *
 * @see Animate 3D REST API document, "Alpha v2.0.0" (DeepMotion/Animate-3D-REST-API); npm dm-animate3d-api 1.0.0
 */
export const animate3d: ServiceDefinition<Animate3dModes, Animate3dState, Credentials> = {
  defaultModes: defaultAnimate3dModes,
  credentials: deepMotionCredentials,
  start(context, { modes, state }) {
    const world: World = {
      ...context,
      service: 'animate3d',
      modes,
      credentials: deepMotionCredentials,
      data: fromAnimate3dState(state),
    }
    context.storage.serve('animate3d', createResults(world))
    const webhooks = createWebhooks(world)
    // Jobs of an earlier process that had not ended by then.
    for (const job of world.data.jobs.values()) webhooks.follow(job)
    const group = deepMotionGroup(world, {
      collapseSlashes: false,
      // The second is what older revisions of the document call it.
      open: [authRoute(world, '/session/auth'), authRoute(world, '/auth')],
      behindSession: [
        creditsRoute(world),
        ...uploadRoutes(world),
        processRoute(world, webhooks.follow),
        statusRoute(world),
        downloadRoute(world),
        ...listRoutes(world),
        ...characterRoutes(world, '/character'),
        poseFilesRoute(world),
        ...webhooks.routes,
      ],
    })
    return { group, snapshot: () => toAnimate3dState(world.data), close: webhooks.close }
  },
}
