import { createHash, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { JobError, type Ref, type WebhookDelivery } from '@onetake/core'
import type { Animate3DCredentials } from './client.ts'
import { readRef } from './animate3d-ref.ts'

const schema = z.object({ eventType: z.string(), data: z.object({ taskId: z.string().min(1) }) })

/**
 * Which job a delivery is about. Its signature is our client id and nothing else, the same every time: it keeps
 * strangers out and proves nothing of anybody who has ever seen a delivery, so the job is asked about, not believed.
 *
 * @throws JobError `unauthorized` where the signature is not our client id; `invalid-input` for an unreadable body.
 * @see Animate 3D REST API README, "Webhooks" (experimental)
 */
export function readDelivery(
  { clientId }: Animate3DCredentials,
  { headers, body }: WebhookDelivery,
): (ref: Ref) => boolean {
  if (!isSame(headers.get('x-deepmotion-signature') ?? '', clientId)) {
    throw new JobError('unauthorized', 'The delivery does not carry the signature of this account.')
  }
  const { data } = schema.safeParse(body)
  if (data === undefined) throw new JobError('invalid-input', 'The delivery does not name a job.')
  const { taskId } = data.data
  return (ref) => readRef(ref)?.rid === taskId
}

/** In the same time for every text, whatever it has in common with ours. */
const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
