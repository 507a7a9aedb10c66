import type { ScheduledJob } from './scheduled-job.ts'

/** When a job runs; null for one that is canceled before its turn. */
export interface Slot {
  readonly startsAt: number | null
  /** Instant of success, failure or cancellation; infinite for a job that stalls. */
  readonly endsAt: number
}

/**
 * First come, first served on a few workers. A pure function of the records: what happens to a job later
 * (a cancellation) moves only what comes after that instant.
 *
 * @param jobs - By id, in the order in which they came.
 */
export function scheduleJobs(
  jobs: ReadonlyMap<string, ScheduledJob>,
  { workers, queueSeconds }: { readonly workers: number; readonly queueSeconds: number },
): ReadonlyMap<string, Slot> {
  const freeAt = Array.from({ length: Math.max(1, workers) }, () => Number.NEGATIVE_INFINITY)
  const slots = new Map<string, Slot>()
  for (const [id, job] of jobs) {
    const worker = freeAt.indexOf(Math.min(...freeAt))
    const startsAt = Math.max(job.createdAt + queueSeconds * 1000, freeAt[worker] ?? 0)
    const canceledAt = job.canceledAt ?? Number.POSITIVE_INFINITY
    if (canceledAt <= startsAt) {
      slots.set(id, { startsAt: null, endsAt: canceledAt })
      continue
    }
    const busyUntil = Math.min(startsAt + workOf(job), canceledAt)
    // A stalled job gives its worker back, or one fault would stop the whole service.
    freeAt[worker] = busyUntil
    const stalls = job.script.stallAtPercent !== undefined
    slots.set(id, { startsAt, endsAt: stalls ? canceledAt : busyUntil })
  }
  return slots
}

function workOf(job: ScheduledJob): number {
  return job.script.fail ? (job.workMs * job.script.fail.atPercent) / 100 : job.workMs
}
