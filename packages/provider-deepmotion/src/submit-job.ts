import * as z from 'zod'
import type { SayMotionClient } from './client.ts'
import { unconfirmed } from './http.ts'
import type { Processor } from './list-jobs.ts'
import type { Param } from './params.ts'
import { isAskable, pathOf } from './path-of.ts'

const schema = z.object({ rid: z.string().refine(isAskable) })

/**
 * Start one job. One request, whatever comes back.
 *
 * @returns SayMotion's request id.
 * @see SayMotion REST API README, "API 1: Start Processing"
 */
export async function submitJob(
  client: SayMotionClient,
  processor: Processor,
  params: readonly Param[],
  signal: AbortSignal,
): Promise<string> {
  const answer = await client.submit(pathOf`/job/v1/process/${processor}`, { params }, signal)
  return schema.safeParse(answer).data?.rid ?? unconfirmed('SayMotion accepted the job without naming it')
}
