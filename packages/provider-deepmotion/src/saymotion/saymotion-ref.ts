import * as z from 'zod'
import { type Context, invalidInput, JobError, type Ref } from '@onetake/core'

/** SayMotion's handle for a job of ours, with what later questions need to know of it. */
export type SayMotionRef = {
  /** SayMotion's request id. */
  readonly rid: string
  /** How many variants were ordered, numbered from 1; null for a render, which has none. */
  readonly variants: number | null
  /** How long the motion is, in seconds, where that was ordered. */
  readonly seconds?: number
}

/** The handle of a job that makes a motion. */
export type MotionRef = SayMotionRef & { readonly variants: number }

const schema = z.object({
  rid: z.string().min(1),
  variants: z.int().min(1).nullable(),
  seconds: z.number().positive().optional().catch(undefined),
})

/** The request id in a stored handle, or null where it is none of SayMotion's. */
export const ridOf = (ref: Ref): string | null => schema.safeParse(ref).data?.rid ?? null

/**
 * The motion that another job goes on from.
 *
 * @param path - The field that names the job.
 * @throws JobError `invalid-input` that names it, where that is no job of this owner or made no motion.
 */
export async function motionOf(
  jobId: string,
  { refOf }: Pick<Context<unknown>, 'refOf'>,
  path = 'job',
): Promise<MotionRef> {
  const ref = await refOf(jobId).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const { data } = schema.safeParse(ref)
  if (data === undefined || data.variants === null) {
    throw invalidInput(
      path,
      'Must be the id of a SayMotion job of yours that makes a motion, such as text2motion.',
    )
  }
  return toMotionRef(data.rid, data.variants, data.seconds)
}

/** @param seconds - Undefined where the length was left to SayMotion. */
export const toMotionRef = (rid: string, variants: number, seconds: number | undefined): MotionRef => ({
  rid,
  variants,
  ...(seconds !== undefined && { seconds }),
})
