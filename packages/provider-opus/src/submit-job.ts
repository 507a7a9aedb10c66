import * as z from 'zod'
import { type Body, isAskable, unconfirmed } from '@onetake/provider-kit'
import type { OpusClient } from './client.ts'

const schema = z.object({ job_uid: z.string().refine(isAskable) })

/**
 * Start one job. One request, whatever comes back.
 *
 * @returns Opus's uid.
 * @see Opus, "Python Example" `test.py`: `job_uid` in every answer, and no look at its status
 */
export async function submitJob(
  client: OpusClient,
  path: string,
  body: Body,
  signal: AbortSignal,
): Promise<string> {
  const answer = await client.submit(path, body, signal)
  return schema.safeParse(answer).data?.job_uid ?? unconfirmed('Opus accepted the job without naming it')
}
