import { type Context, invalidInput } from '@onetake/core'
import { jobId, wholeBetween } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { motionOf, type MotionRef } from './saymotion-ref.ts'
import { isFinished } from './status.ts'

const MOTION = 'a SayMotion job that made a motion and has succeeded'

/** Id of a job of ours whose motion something goes on from. */
export const motionJob = jobId(MOTION)

/** The motion of an earlier job: the fields of every operation that goes on from one. */
export const earlierMotion = {
  job: motionJob.describe(
    'Id of the job whose motion this goes on from: text2motion, or any that makes a motion.',
  ),
  variant: wholeBetween(1, 8).default(1).describe('Which of its variants, from 1.'),
}

/**
 * Make sure that there is a motion to go on from, before anything is stored or sent.
 *
 * @param at - Where the input names it, for what goes wrong: `with.` where it is not the first one.
 * @throws JobError `invalid-input` that names `job`, where that is no job of this owner, made no motion or has
 * not succeeded, or `variant`, where the job did not make so many.
 */
export async function assertMotion(
  { job, variant }: { readonly job: string; readonly variant: number },
  context: Context<SayMotionClient>,
  at: '' | 'with.' = '',
): Promise<MotionRef> {
  const motion = await motionOf(job, context, `${at}job`)
  if (variant > motion.variants)
    throw invalidInput(`${at}variant`, `Must be from 1 to ${motion.variants} for that job.`)
  if (!(await isFinished(motion, context)))
    throw invalidInput(`${at}job`, `Must be the id of ${MOTION}: that one has not, yet.`)
  return motion
}
