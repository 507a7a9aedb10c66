import type { ServiceDefinition } from '../service.ts'
import { fromOpusState, type OpusState, toOpusState } from './data.ts'
import { extractionRoutes } from './extractions.ts'
import { behindGateway, gatewayReply } from './gateway.ts'
import { processImageRoute } from './images.ts'
import { jobResultRoute } from './job-result.ts'
import { defaultOpusModes, type OpusModes } from './modes.ts'
import { createResults } from './results.ts'
import type { Credentials, World } from './world.ts'

const credentials: Credentials = { rapidApiKey: 'emulated-key' }

/**
 * Opus ("opus-gen02"): one image in; a turntable, a mesh and a Gaussian splat out. The vendor published an example and
 * nothing more, so that most of it is a mode.
 *
 * @see Opus API integration example (README and test.py); RapidAPI documentation for what its gateway answers
 */
export const opus: ServiceDefinition<OpusModes, OpusState, Credentials> = {
  defaultModes: defaultOpusModes,
  credentials,
  start(context, { modes, state }) {
    const world: World = { ...context, modes, credentials, data: fromOpusState(state) }
    context.storage.serve('opus', createResults(world))
    const routes = [processImageRoute(world), jobResultRoute(world), ...extractionRoutes(world)]
    return {
      group: {
        prefix: '/opus',
        collapseSlashes: false,
        errorReply: gatewayReply,
        routes: routes.map((route) => behindGateway(world, route)),
      },
      snapshot: () => toOpusState(world.data),
    }
  },
}
