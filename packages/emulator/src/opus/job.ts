import type { ScheduledJob } from '../schedule/scheduled-job.ts'

/** An image job makes the turntable; an extraction of it makes one file more. */
export type JobKind = 'image' | 'glb' | 'gaussian'

/** A job as it was accepted. Its state at any instant follows from this and the queue. */
export interface JobRecord extends ScheduledJob {
  readonly uid: string
  readonly kind: JobKind
  /** The image job that it belongs to: itself, or the one it is an extraction of. */
  readonly imageUid: string
  /** SHA-256 of the picture, as it was uploaded. */
  readonly picture: string
}

/** The file that each kind makes, by its extension on the wire. */
export const EXTENSIONS = { image: 'mp4', glb: 'glb', gaussian: 'ply' } as const
