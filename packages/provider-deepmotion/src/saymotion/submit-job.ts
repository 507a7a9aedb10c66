import * as z from 'zod'
import type { Json } from '@onetake/core'
import { isAskable, jsonBody, unconfirmed } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'

const schema = z.object({ rid: z.string().refine(isAskable) })

/**
 * Start one job. One request, whatever comes back.
 *
 * @param path - Where jobs of its kind are started.
 * @returns SayMotion's request id.
 * @see SayMotion REST API README, "API 1: Start Processing"
 */
export async function submitJob(
  client: SayMotionClient,
  path: string,
  body: Json,
  signal: AbortSignal,
): Promise<string> {
  const answer = await client.submit(path, jsonBody(body), signal)
  return schema.safeParse(answer).data?.rid ?? unconfirmed('SayMotion accepted the job without naming it')
}
