import { canBecome, type JobPhase } from './phase.ts'

/** What stays the same, or only grows, while a job moves. */
export interface JobIdentity<Id extends string = string> {
  /** Chosen by whoever starts the job, so that a repeated click or request is the same job. */
  readonly id: string
  /** `provider.operation`, such as `saymotion.text2motion`. */
  readonly operation: Id
  /** Grows by one with every accepted change; orders the snapshots of one job. */
  readonly seq: number
  /** Milliseconds since the Unix epoch, the server's clock. */
  readonly createdAt: number
  /** Milliseconds since the Unix epoch, the server's clock, of the change that made this `seq`. */
  readonly updatedAt: number
}

/** A job at one moment. Immutable; a change makes a new one. */
export type JobSnapshot<Id extends string = string, Output = unknown> = JobIdentity<Id> & JobPhase<Output>

/** The phase that a job moves to, and when that was seen (ms since the Unix epoch). */
export type JobEvent<Output = unknown> = JobPhase<Output> & { readonly at: number }

/**
 * Fold one event into a job. Pure: no clock, no I/O.
 *
 * An event that the table forbids, or that changes nothing, returns the very same object, so
 * `next === job` means: nothing to write, send or draw.
 */
export function reduceJob<Id extends string, Output>(
  job: JobSnapshot<Id, Output>,
  { at, ...next }: JobEvent<Output>,
): JobSnapshot<Id, Output> {
  const phase = next as JobPhase<Output>
  if (!canBecome(job, phase.status)) return job
  const settled = withoutGoingBack(job, phase)
  if (isSamePhase(job, settled)) return job
  const { id, operation, seq, createdAt } = job
  return { id, operation, seq: seq + 1, createdAt, updatedAt: at, ...settled }
}

/** Of two snapshots of one job, the newer. Order of arrival, repeats and gaps do not matter. */
export function latest<Job extends JobIdentity>(known: Job | null, incoming: Job): Job {
  return known === null || incoming.seq > known.seq ? incoming : known
}

/** What a person sees never runs backwards, whatever a provider or a repeated download reports. */
function withoutGoingBack<Output>(job: JobPhase<Output>, next: JobPhase<Output>): JobPhase<Output> {
  if (job.status === 'running' && next.status === 'running' && job.progress !== null) {
    return { ...next, progress: Math.max(job.progress, next.progress ?? 0) }
  }
  if (job.status === 'collecting' && next.status === 'collecting') {
    return { ...next, receivedBytes: Math.max(job.receivedBytes, next.receivedBytes) }
  }
  return next
}

/** Phases that may follow themselves carry only primitives, so a shallow look is a whole one. */
function isSamePhase(job: JobPhase, next: JobPhase): boolean {
  if (job.status !== next.status) return false
  switch (next.status) {
    case 'queued':
      return job.status === 'queued' && job.position === next.position
    case 'running':
      return (
        job.status === 'running' &&
        job.progress === next.progress &&
        job.message === next.message &&
        job.retrying === next.retrying
      )
    case 'collecting':
      return (
        job.status === 'collecting' &&
        job.receivedBytes === next.receivedBytes &&
        job.totalBytes === next.totalBytes
      )
    default:
      return true
  }
}
