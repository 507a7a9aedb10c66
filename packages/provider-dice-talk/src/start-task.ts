import * as z from 'zod'
import { JobError } from '@onetake/core'
import { type Body, isAskable, unconfirmed } from '@onetake/provider-kit'
import type { DiceTalkClient } from './client.ts'

const schema = z.object({ task_id: z.string().refine(isAskable) })

/**
 * Start one task. One request, whatever comes back.
 *
 * @returns The service's id of it.
 * @throws JobError `conflict` where the service has made this very video before: it started nothing then, and
 * the id that it gives leads nowhere.
 * @see API document v1.1.0, section 2; `cached_`: `Digital-Human-Talk-Tako` 2d9bb2a, observed
 */
export async function startTask(client: DiceTalkClient, body: Body, signal: AbortSignal): Promise<string> {
  const answer = await client.submit('/api/v1/synthesis/start', body, signal)
  const id = schema.safeParse(answer).data?.task_id
  if (id === undefined) return unconfirmed('DICE-Talk accepted the job without naming it')
  if (!id.startsWith('cached_')) return id
  throw new JobError(
    'conflict',
    'DICE-Talk has made this very video before, and hands it out only once. ' +
      'Change something that does not show, such as refScale by 0.0001, and start again.',
  )
}
