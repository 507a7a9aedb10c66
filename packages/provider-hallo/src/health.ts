import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'
import type { HalloClient } from './client.ts'

/** Whether Hallo is up. It never says that it is not well; then it does not answer. */
export type HalloHealth = {
  readonly status: string
  readonly gpuAvailable: boolean
  /** Null where Hallo does not say. */
  readonly gpuCount: number | null
  readonly gpuName: string | null
}

/** One graphics card. Memory is told in words, such as `2.5 GB`. */
export type HalloGpu = {
  readonly index: number | null
  readonly name: string | null
  readonly memoryAllocated: string | null
  readonly memoryTotal: string | null
}

/** All that Hallo tells of itself. What it does not tell is null, or an empty list. */
export type HalloDetailedHealth = {
  readonly status: string
  readonly gpuAvailable: boolean
  readonly gpus: readonly HalloGpu[]
  readonly models: readonly string[]
  readonly uptimeSeconds: number | null
  /** When Hallo said so, by its own clock and in its own words. */
  readonly toldAt: string | null
  /** How many tasks there are. */
  readonly tasks: {
    readonly queued: number
    readonly running: number
    readonly completed: number
    readonly failed: number
  } | null
}

const NOTHING = z.strictObject({}, { error: 'Must be an object without fields.' })
const count = z.number().nullish().catch(null)
const text = z
  .string()
  .nullish()
  .catch(null)
  .transform((said) => (typeof said === 'string' ? vendorWords(said) : null))
const names = z.array(z.string()).nullish().catch(null)

const simple = z.object({
  status: z.string().transform((said) => vendorWords(said)),
  gpu_available: z.boolean().catch(false),
  gpu_count: count,
  gpu_name: text,
})

// As the document has it, and as the source has it: flat, with other names.
const detailed = z.object({
  status: z.string().transform((said) => vendorWords(said)),
  timestamp: text,
  uptime: count,
  models_loaded: names,
  loaded_models: names,
  gpu_available: z.boolean().nullish().catch(null),
  gpu_name: text,
  gpu: z
    .object({
      available: z.boolean().catch(false),
      devices: z
        .array(z.object({ index: count, name: text, memory_allocated: text, memory_total: text }))
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  tasks: z
    .object({ queued: z.number(), running: z.number(), completed: z.number(), failed: z.number() })
    .nullish()
    .catch(null),
})

/**
 * Whether Hallo is up.
 *
 * @see API document v1, "Simple health check"
 */
export const health = callFor<HalloClient>()({
  title: 'Health',
  input: NOTHING,
  async run(_, { client, signal }): Promise<HalloHealth> {
    const said = expectShape(simple, await client.read('/health', signal), "Hallo's health")
    return {
      status: said.status,
      gpuAvailable: said.gpu_available,
      gpuCount: said.gpu_count ?? null,
      gpuName: said.gpu_name,
    }
  },
})

/**
 * All that Hallo tells of itself.
 *
 * @see API document v1, "Detailed health check"; the flat form: hojkol/emo_hallo 0889dca
 */
export const detailedHealth = callFor<HalloClient>()({
  title: 'Health in detail',
  input: NOTHING,
  async run(_, { client, signal }): Promise<HalloDetailedHealth> {
    const said = expectShape(detailed, await client.read('/api/v1/health', signal), "Hallo's detailed health")
    const { gpu, gpu_name } = said
    const only = { index: null, name: gpu_name, memoryAllocated: null, memoryTotal: null }
    return {
      status: said.status,
      gpuAvailable: gpu?.available ?? said.gpu_available ?? false,
      gpus: gpu?.devices?.map(toGpu) ?? (gpu_name === null ? [] : [only]),
      models: (said.models_loaded ?? said.loaded_models ?? []).map((name) => vendorWords(name)),
      uptimeSeconds: said.uptime ?? null,
      toldAt: said.timestamp,
      tasks: said.tasks ?? null,
    }
  },
})

const toGpu = (device: {
  readonly index?: number | null | undefined
  readonly name: string | null
  readonly memory_allocated: string | null
  readonly memory_total: string | null
}): HalloGpu => ({
  index: device.index ?? null,
  name: device.name,
  memoryAllocated: device.memory_allocated,
  memoryTotal: device.memory_total,
})
