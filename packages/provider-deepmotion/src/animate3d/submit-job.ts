import * as z from 'zod'
import { isAskable, jsonBody, unconfirmed } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import type { Param } from './params.ts'

const schema = z.object({ rid: z.string().refine(isAskable) })

/** What a job is made from: a video that was uploaded, an earlier job, or a detection. One of them, never two. */
export type Footage =
  | { readonly url: string }
  | { readonly rid: string }
  | { readonly rid_mp_detection: string }

/**
 * Start one job. One request, whatever comes back.
 *
 * @returns Animate 3D's request id.
 * @see Animate 3D REST API README, "API 2: Start Processing"
 */
export async function submitJob(
  client: Animate3DClient,
  footage: Footage,
  params: readonly Param[],
  signal: AbortSignal,
): Promise<string> {
  const answer = await client.submit(
    '/process',
    jsonBody({ processor: 'video2anim', params, ...footage }),
    signal,
  )
  return schema.safeParse(answer).data?.rid ?? unconfirmed('Animate 3D accepted the job without naming it')
}
