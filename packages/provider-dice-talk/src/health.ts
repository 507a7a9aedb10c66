import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape } from '@onetake/provider-kit'
import type { DiceTalkClient } from './client.ts'

/** How the service is. */
export type DiceTalkHealth = {
  /** The model is loaded, and there is a GPU for it. */
  readonly isHealthy: boolean
  readonly gpuAvailable: boolean
  readonly modelLoaded: boolean
  /** What the service says of itself: `1.0.0`, also where it is newer. */
  readonly version: string | null
}

const schema = z.object({
  status: z.string(),
  gpu_available: z.boolean(),
  model_loaded: z.boolean(),
  version: z.string().nullish().catch(null),
})

/**
 * How the service is: it says so with 200 either way.
 *
 * @see API document v1.1.0, section 1
 */
export const health = callFor<DiceTalkClient>()({
  title: 'Health',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  async run(_, { client, signal }): Promise<DiceTalkHealth> {
    const answer = await client.read('/api/health', signal)
    const { status, gpu_available, model_loaded, version } = expectShape(schema, answer, "DICE-Talk's health")
    return {
      isHealthy: status.toLowerCase() === 'healthy',
      gpuAvailable: gpu_available,
      modelLoaded: model_loaded,
      version: version ?? null,
    }
  },
})
