import * as z from 'zod'
import { type Context, invalidInput, JobError } from '@onetake/core'

/** Opus's handle for an image that it processes. */
export type ImageRef = {
  readonly uid: string
  /** When it was submitted, ms since the Unix epoch: what tells a job that is never going to end. */
  readonly startedAt: number
}

/** Opus's handles for an extraction: nobody says for certain which of the two tells that it is done. */
export type ExtractionRef = {
  /** What the extract call answered. May be that of the image. */
  readonly uid: string
  readonly imageUid: string
  /** Marks of the files that were there already, so are not what this extraction makes. */
  readonly before: readonly string[]
  /** ms since the Unix epoch. */
  readonly startedAt: number
}

// Strict: the handle of an extraction is not that of an image.
const imageSchema = z.strictObject({ uid: z.string().min(1), startedAt: z.number() })

/**
 * The image job that an extraction continues.
 *
 * @throws JobError `invalid-input` that names `job`, where that is no job of this owner or no image job.
 */
export async function imageOf(jobId: string, { refOf }: Pick<Context<unknown>, 'refOf'>): Promise<ImageRef> {
  const ref = await refOf(jobId).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const { data } = imageSchema.safeParse(ref)
  if (data === undefined) throw invalidInput('job', 'Must be the id of an imageTo3d job of yours.')
  return data
}
