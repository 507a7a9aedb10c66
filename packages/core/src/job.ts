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
 * `next === job` means: nothing to write, send or draw. A number that means nothing, such as a
 * progress of `NaN`, becomes null; one out of its range becomes the nearest in it.
 */
export function reduceJob<Id extends string, Output>(
  job: JobSnapshot<Id, Output>,
  { at, ...next }: JobEvent<Output>,
): JobSnapshot<Id, Output> {
  const phase = next as JobPhase<Output>
  if (!canBecome(job, phase.status)) return job
  const settled = withoutGoingBack(job, withSaneNumbers(phase))
  if (isSamePhase(job, settled)) return job
  const { id, operation, seq, createdAt } = job
  return { id, operation, seq: seq + 1, createdAt, updatedAt: at, ...settled }
}

/** Of two snapshots of one job, the newer. Order of arrival, repeats and gaps do not matter. */
export function latest<Job extends JobIdentity>(known: Job | null, incoming: Job): Job {
  return known === null || incoming.seq > known.seq ? incoming : known
}

/** Whatever type it has, a number from a provider is only what some service said. */
function withSaneNumbers<Output>(phase: JobPhase<Output>): JobPhase<Output> {
  switch (phase.status) {
    case 'queued':
      return { ...phase, position: clamp(phase.position, Infinity) }
    case 'running':
      return { ...phase, progress: clamp(phase.progress, 1) }
    case 'collecting':
      return {
        ...phase,
        receivedBytes: clamp(phase.receivedBytes, Infinity) ?? 0,
        totalBytes: clamp(phase.totalBytes, Infinity),
      }
    default:
      return phase
  }
}

/** From 0 to `most`; null for what is no finite number. */
const clamp = (value: number | null, most: number): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(Math.max(value, 0), most) : null

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
      return job.status === 'queued' && Object.is(job.position, next.position)
    case 'running':
      return (
        job.status === 'running' &&
        Object.is(job.progress, next.progress) &&
        job.message === next.message &&
        job.retrying === next.retrying
      )
    case 'collecting':
      return (
        job.status === 'collecting' &&
        Object.is(job.receivedBytes, next.receivedBytes) &&
        Object.is(job.totalBytes, next.totalBytes)
      )
    default:
      return true
  }
}
