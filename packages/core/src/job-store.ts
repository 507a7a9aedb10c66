import type { Delivery, Ref } from './contract.ts'
import type { JobSnapshot } from './job.ts'
import type { Json } from './json.ts'

/** What the server keeps about a job. Only `job` ever leaves it. */
export interface JobRecord {
  readonly job: JobSnapshot
  readonly owner: string
  /** Complete: what `submit` gets. */
  readonly input: Json
  /** A hash of what was asked for, to tell a repeated start from another job under the same id. */
  readonly fingerprint: string
  /** Jobs of one provider with the same key run one after another; null runs freely. */
  readonly exclusive: string | null
  /** When the last submit left, ms since the Unix epoch; null while nothing was sent. */
  readonly submittedAt: number | null
  /** The provider's own handle, or null before it accepted the job. */
  readonly ref: Ref | null
  /** Somebody asked to stop it: to be passed on when the provider turns out to have it. */
  readonly cancelRequested: boolean
  /** What the provider has made, once it is done: the files are still to be copied. */
  readonly delivery: Delivery | null
}

export interface JobQuery {
  readonly owner?: string
  /** True: jobs that can still move. False: those that ended. */
  readonly active?: boolean
  /** At most this many; all unless told. */
  readonly limit?: number
}

/** Where jobs are kept. Every implementation passes `testJobStore`. */
export interface JobStore {
  /** With `owner`: only if the job is theirs. */
  get(id: string, owner?: string): Promise<JobRecord | null>
  /** Newest first. */
  list(query: JobQuery): Promise<readonly JobRecord[]>
  /** Every snapshot that was put, oldest first; empty for an unknown job. */
  history(id: string): Promise<readonly JobSnapshot[]>
  /**
   * Write, if the stored `job.seq` is still `expected` (null: no such job yet). False means that
   * someone else was first: read again and decide again.
   */
  put(record: JobRecord, expected: number | null): Promise<boolean>
}
