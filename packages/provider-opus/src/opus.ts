import { defineProvider } from '@onetake/core'
import { connectOpus } from './client.ts'
import { extractGaussian, extractGlb } from './extract.ts'
import { imageTo3d } from './image-to-3d.ts'

/**
 * Opus, at RapidAPI: an image becomes a 3D object, seen in a video, and that becomes a mesh or a Gaussian splat.
 *
 * @example
 * const providers = [opus({ rapidApiKey: env.RAPIDAPI_KEY })]
 */
export const opus = defineProvider({
  id: 'opus',
  connect: connectOpus,
  operations: { imageTo3d, extractGlb, extractGaussian },
})
