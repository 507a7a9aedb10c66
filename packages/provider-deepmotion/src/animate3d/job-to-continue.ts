import * as z from 'zod'
import { type Context, isRefusal, JobError } from '@onetake/core'
import { type Animate3DRef, earlierJob } from './animate3d-ref.ts'

const JOB = 'Must be the id of an earlier job.'

export const jobField = z.string(JOB).min(1, JOB).max(200, JOB)

/**
 * The earlier job, as a submit looks it up: what goes wrong here went wrong before anything was sent.
 *
 * @throws JobError A refusal, always.
 */
export const jobToContinue = (
  jobId: string,
  context: Pick<Context<unknown>, 'refOf'>,
  wanted: Parameters<typeof earlierJob>[2],
): Promise<Animate3DRef> =>
  earlierJob(jobId, context, wanted).catch((cause: unknown) => {
    if (isRefusal(cause)) throw cause
    const message = 'The earlier job could not be looked up, so nothing was started.'
    throw new JobError('not-submitted', message, { cause })
  })
