import * as z from 'zod'
import { type Context, invalidInput, JobError, type Json, type Ref } from '@onetake/core'
import type { Settings } from './settings.ts'

const reuse = z.object({
  at: z.number(),
  hadPersons: z.boolean(),
})

const person = z.object({ trackingId: z.string(), character: z.string() })

const schema = z.object({
  rid: z.string().min(1),
  kind: z.enum(['single', 'detection', 'multi']),
  settings: z.record(z.string(), z.json()).nullable(),
  persons: z.array(person).nullable(),
  reuse: reuse.nullable(),
})

/** One person of a video, and who plays them. */
export type CastPerson = z.output<typeof person>

/** A request id that had a result before this job was sent, which the service may go on showing for a while. */
export type Reuse = {
  /** When the service took the job, ms since the Unix epoch, our clock. */
  readonly at: number
  /** Whether what it showed before were motions already, so that motions prove nothing. */
  readonly hadPersons: boolean
}

/** Animate 3D's handle for a job of ours, with what is needed to read its answers, and to run it again. */
export type Animate3DRef = {
  /** Animate 3D's request id. Detection and the motions made from it share one. */
  readonly rid: string
  /** What it makes: the motion of one person, a list of persons, or the motions of several. */
  readonly kind: 'single' | 'detection' | 'multi'
  /** How the motion was asked for, as `Settings`; null for a detection. */
  readonly settings: { readonly [field: string]: Json } | null
  /** Who plays whom, for `multi`; null for the others. */
  readonly persons: readonly CastPerson[] | null
  /** Null for a request id of its own. */
  readonly reuse: Reuse | null
}

/** Settings as a handle keeps them: what was left open is left out. */
export const keptSettings = (settings: Settings): NonNullable<Animate3DRef['settings']> =>
  JSON.parse(JSON.stringify(settings)) as NonNullable<Animate3DRef['settings']>

/** A stored handle, or null where it is none of Animate 3D's. */
export const readRef = (ref: Ref): Animate3DRef | null => schema.safeParse(ref).data ?? null

/**
 * The job that another job continues.
 *
 * @param kinds - Which jobs can be continued so.
 * @param what - Them in words, as in `a detectPersons job`.
 * @throws JobError `invalid-input` that names `job`, where that is no such job of this owner.
 */
export async function earlierJob(
  jobId: string,
  { refOf }: Pick<Context<unknown>, 'refOf'>,
  { kinds, what }: { readonly kinds: readonly Animate3DRef['kind'][]; readonly what: string },
): Promise<Animate3DRef> {
  const ref = await refOf(jobId).catch((error: unknown) => {
    if (JobError.is(error) && error.code === 'not-found') return null
    throw error
  })
  const earlier = ref === null ? null : readRef(ref)
  if (earlier === null || !kinds.includes(earlier.kind))
    throw invalidInput('job', `Must be the id of ${what} of yours.`)
  return earlier
}
