import type { JobPhase } from '@onetake/core'

/** How far a running job was when it was first seen running. */
export interface Pace {
  readonly progress: number
  /** ms since the Unix epoch. */
  readonly at: number
}

/** The longest wait between two questions about one job, in poll intervals. */
export const MOST_INTERVALS = 4

/**
 * How many poll intervals to wait before asking about a job again: one near its expected end, more
 * while it is far away or deep in a queue.
 *
 * @param everyMs - The operation's poll interval.
 * @param start - Where and when the job was first seen running, if it was.
 */
export function pollIntervals(job: JobPhase, everyMs: number, now: number, start: Pace | null): number {
  if (job.status === 'queued') return clampIntervals((job.position ?? 0) / 3)
  if (job.status !== 'running' || job.progress === null || start === null) return 1
  const done = job.progress - start.progress
  if (!(done > 0)) return 1
  const remainingMs = ((now - start.at) / done) * (1 - job.progress)
  return clampIntervals(remainingMs / 2 / everyMs)
}

const clampIntervals = (intervals: number) => Math.min(Math.max(Math.floor(intervals), 1), MOST_INTERVALS)
