import * as z from 'zod'
import type { Context } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import { ALL_STATUSES, type ListedStatus } from '../status/listed-status.ts'
import type { SayMotionClient } from './client.ts'

export type Processor = 'text2motion' | 'render'

const schema = z.object({
  list: z.array(
    z.object({
      rid: z.string(),
      processor: z.string().nullish().catch(null),
      status: z.string().nullish().catch(null),
      /** What the job was started with; how it is written down is documented nowhere. */
      parameters: z.unknown().optional(),
      /** By variant id, as text. */
      variants: z.record(z.string(), z.unknown()).nullish().catch(null),
      /** In credits. */
      chargedAmount: z.number().nullish().catch(null),
      /** ms since the Unix epoch. */
      ctime: z.number().nullish().catch(null),
      /** ms since the Unix epoch. */
      mtime: z.number().nullish().catch(null),
    }),
  ),
})

export type ListedJob = z.output<typeof schema>['list'][number]

/** Which jobs; all of them where nothing is told. */
interface ListFilter {
  readonly processor?: Processor | undefined
  readonly statuses?: readonly ListedStatus[] | undefined
}

/**
 * The jobs of the account, in no promised order, all at once.
 *
 * @see SayMotion REST API README, "API 4: List Jobs", which has all, or some statuses of a processor; some statuses
 * of any: npm dm-saymotion-api 1.0.0, client.js
 */
export async function listJobs(
  { processor, statuses }: ListFilter,
  { client, signal }: Pick<Context<SayMotionClient>, 'client' | 'signal'>,
): Promise<readonly ListedJob[]> {
  const answer = await client.read(pathTo(processor, statuses), signal)
  return expectShape(schema, answer, "SayMotion's list of jobs").list
}

function pathTo(processor: ListFilter['processor'], statuses: ListFilter['statuses']): string {
  if (processor !== undefined) return pathOf`/job/v1/list/${statuses ?? ALL_STATUSES}/${processor}`
  return statuses === undefined ? '/job/v1/list' : pathOf`/job/v1/list/${statuses}`
}
