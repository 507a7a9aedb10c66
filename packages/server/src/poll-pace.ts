import type { JobPhase } from '@onetake/core'

/** How far a running job was when it was first seen running. */
export interface Pace {
  readonly progress: number
  /** ms since the Unix epoch. */
  readonly at: number
}

/** What decides when a job is asked about again. */
export interface Asked {
  readonly job: JobPhase
  /** When it was due to be asked about, ms since the Unix epoch. */
  readonly at: number
  /** The operation's poll interval, in ms. */
  readonly everyMs: number
  /** Where and when the job was first seen running, if it was. */
  readonly start: Pace | null
}

/** The longest wait between two questions about one job, in poll intervals. */
export const MOST_INTERVALS = 4
/** Jobs that are expected to end within the same second are asked about together. */
const TOGETHER_MS = 1_000

/**
 * When to ask about a job again: just after its expected end where that is near, later while it is far away
 * or deep in a queue. Never sooner than a poll interval after the question before.
 *
 * @returns ms since the Unix epoch.
 */
export function nextPollAt({ job, at, everyMs, start }: Asked): number {
  const remainingMs = remainingOf(job, at, start)
  if (remainingMs !== null && remainingMs > everyMs && remainingMs < 2 * everyMs) {
    return roundUp(at + remainingMs, Math.min(TOGETHER_MS, everyMs))
  }
  const intervals = remainingMs === null ? waitingIntervals(job) : remainingMs / 2 / everyMs
  return roundUp(at + clampIntervals(intervals) * everyMs, everyMs)
}

/**
 * The next of the moments at which all jobs with this interval come due, so that one question tells of many.
 *
 * @param intervals - How many of them to let pass, from 1.
 */
export const onGrid = (now: number, everyMs: number, intervals: number): number =>
  (Math.floor(now / everyMs) + intervals) * everyMs

/** How long a running job will still take, at the pace it has had; null where that cannot be told. */
function remainingOf(job: JobPhase, at: number, start: Pace | null): number | null {
  if (job.status !== 'running' || job.progress === null || start === null) return null
  const done = job.progress - start.progress
  return done > 0 ? ((at - start.at) / done) * (1 - job.progress) : null
}

const waitingIntervals = (job: JobPhase): number => (job.status === 'queued' ? (job.position ?? 0) / 3 : 1)

const clampIntervals = (intervals: number): number =>
  Math.min(Math.max(Math.floor(intervals), 1), MOST_INTERVALS)

const roundUp = (at: number, stepMs: number): number => Math.ceil(at / stepMs) * stepMs
