import * as z from 'zod'
import { isAskable, jsonBody, pathOf, unconfirmed } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import type { Processor } from './list-jobs.ts'
import type { Param } from './params.ts'

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
  const answer = await client.submit(pathOf`/job/v1/process/${processor}`, jsonBody({ params }), signal)
  return schema.safeParse(answer).data?.rid ?? unconfirmed('SayMotion accepted the job without naming it')
}
