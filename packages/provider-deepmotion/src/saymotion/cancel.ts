import * as z from 'zod'
import { type Context, JobError } from '@onetake/core'
import { expectShape, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import type { SayMotionRef } from './saymotion-ref.ts'

const schema = z.object({ result: z.boolean() })

/**
 * Ask SayMotion to stop. A GET that changes something: to be sent on purpose only, though sending it twice
 * does no harm.
 *
 * @throws JobError `conflict` where SayMotion says that it did not stop the job.
 * @see SayMotion REST API README, "Cancel"
 */
export async function cancel(
  { rid }: SayMotionRef,
  { client, signal }: Context<SayMotionClient>,
): Promise<void> {
  const answer = await client.read(pathOf`/job/v1/cancel/${rid}`, signal)
  if (!expectShape(schema, answer, "SayMotion's answer to a cancel").result) {
    throw new JobError('conflict', 'SayMotion did not stop the job: it has probably ended already.')
  }
}
