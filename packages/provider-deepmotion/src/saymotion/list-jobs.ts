import * as z from 'zod'
import type { Context } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'

export type Processor = 'text2motion' | 'render'

/** Every status of the vocabulary, so that no job is left out. `STARTING` and `RETRY` are named by the SDKs only. */
export const ALL_STATUSES = ['STARTING', 'PROGRESS', 'RETRY', 'SUCCESS', 'FAILURE'] as const

const schema = z.object({
  list: z.array(
    z.object({
      rid: z.string(),
      /** What the job was started with; how it is written down is documented nowhere. */
      parameters: z.unknown().optional(),
      /** By variant id, as text. */
      variants: z.record(z.string(), z.unknown()).nullish().catch(null),
      /** ms since the Unix epoch. */
      ctime: z.number().nullish().catch(null),
    }),
  ),
})

export type ListedJob = z.output<typeof schema>['list'][number]

/**
 * The jobs of the account, in no promised order, all at once.
 *
 * @see SayMotion REST API README, "API 4: List Jobs"
 */
export async function listJobs(
  processor: Processor,
  statuses: readonly (typeof ALL_STATUSES)[number][],
  { client, signal }: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<readonly ListedJob[]> {
  const answer = await client.read(pathOf`/job/v1/list/${statuses}/${processor}`, signal)
  return expectShape(schema, answer, "SayMotion's list of jobs").list
}
