import type { ScheduledJob } from '../schedule/scheduled-job.ts'
import type { Parameters } from './parameters.ts'

/** A task as it was accepted. Its state at any instant follows from this and the queue. */
export interface TaskRecord extends ScheduledJob {
  readonly id: string
  /** MD5 of the two files. */
  readonly imageId: string
  readonly audioId: string
  readonly parameters: Parameters
  /** Key of the cache, and name of the file without its ending. */
  readonly stem: string
}

const CACHED = 'cached_'

/**
 * The id of an answer from the cache. It is a dead end: it can be polled, but never downloaded.
 *
 * @see the published server, head 2d9bb2a: observed
 */
export function cachedId({ imageId, audioId }: Pick<TaskRecord, 'imageId' | 'audioId'>): string {
  return `${CACHED}${imageId.slice(0, 8)}_${audioId.slice(0, 8)}`
}

/** What follows the mark of a cached id, also of one that was made up; null for any other. */
export function originalOf(id: string): string | null {
  return id.startsWith(CACHED) ? id.slice(CACHED.length) : null
}
