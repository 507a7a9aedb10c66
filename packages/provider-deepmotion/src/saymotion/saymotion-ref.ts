import * as z from 'zod'
import { type Context, invalidInput, JobError, type Ref } from '@onetake/core'

/** SayMotion's handle for a job of ours, with what its download has to be asked for. */
export type SayMotionRef = {
  /** SayMotion's request id. */
  readonly rid: string
  /** How many variants were ordered, numbered from 1; null for a render, which has none. */
  readonly variants: number | null
}

const schema = z.object({ rid: z.string().min(1), variants: z.int().min(1).nullable() })

/** The request id in a stored handle, or null where it is none of SayMotion's. */
export const ridOf = (ref: Ref): string | null => schema.safeParse(ref).data?.rid ?? null

/**
 * The text2motion job that another job continues.
 *
 * @throws JobError `invalid-input` that names `job`, where that is no job of this owner or no motion.
 */
export async function motionOf(
  jobId: string,
  { refOf }: Pick<Context<unknown>, 'refOf'>,
): Promise<SayMotionRef & { readonly variants: number }> {
  const ref = await refOf(jobId).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const { data } = schema.safeParse(ref)
  if (data === undefined || data.variants === null) {
    throw invalidInput('job', 'Must be the id of a text2motion job of yours.')
  }
  return { rid: data.rid, variants: data.variants }
}
