import { defineProvider } from '@onetake/core'
import { connectDiceTalk } from './client.ts'
import { health } from './health.ts'
import { synthesize } from './synthesize.ts'

/**
 * DICE-Talk, on a machine of yours: a portrait and a voice become a video of a head that speaks with an emotion.
 *
 * @example
 * const providers = [diceTalk({ url: 'http://gpu-1:8000' })]
 */
export const diceTalk = defineProvider({
  id: 'dice-talk',
  connect: connectDiceTalk,
  operations: { synthesize },
  calls: { health },
})
