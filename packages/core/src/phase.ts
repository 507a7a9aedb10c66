import type { JobFailure } from './errors.ts'

/**
 * Where a job is, with the data of that moment. Providers report it, the store keeps it, the wire
 * carries it and hooks show it: one union, told apart by `status`.
 *
 * ```
 * pending -> submitting -> queued <-> running -> collecting -> succeeded
 *               |   \         |         |
 *    reply lost |    +--------+---------+--> canceling -> canceled | succeeded | failed
 *               v                                |
 *           unconfirmed <------------------------+ (its submit was still on its way)
 *               +--> submitting (a person dares) | queued | running | failed
 * ```
 *
 * Whatever is active may become `failed`; `pending`, `queued` and `running` may become `canceled`.
 */
export type JobPhase<Output = unknown> =
  /** Stored by us; the provider has not heard of it. Safe to start again. */
  | { readonly status: 'pending' }
  /** Stored before the first byte of the request leaves. Never repeated by machine: it may cost credits. */
  | { readonly status: 'submitting' }
  /**
   * The reply was lost, or the process died while the request was on its way: it may have been
   * charged. Left when the provider can tell (`find`), or when a person decides: retry or abandon.
   * `since` is in ms since the Unix epoch.
   */
  | { readonly status: 'unconfirmed'; readonly since: number }
  /** Waiting at the provider. `position` 0 is next in line; null when the provider does not say. */
  | { readonly status: 'queued'; readonly position: number | null }
  /**
   * At work. `progress` is a fraction from 0 to 1 that never goes back while the job runs; null when
   * the provider does not say. `retrying`: the provider is trying again after a failure of its own.
   */
  | {
      readonly status: 'running'
      readonly progress: number | null
      readonly message?: string
      readonly retrying?: boolean
    }
  /**
   * The provider is done; its files are copied to our store before its links expire. Sizes in bytes;
   * `totalBytes` is null when nobody can tell.
   */
  | { readonly status: 'collecting'; readonly receivedBytes: number; readonly totalBytes: number | null }
  /** We asked the provider to stop. Only its status confirms, and it may still finish first. */
  | { readonly status: 'canceling' }
  | { readonly status: 'succeeded'; readonly output: Output }
  | { readonly status: 'failed'; readonly error: JobFailure }
  | { readonly status: 'canceled' }

export type JobStatus = JobPhase['status']

/** The whole state machine: from each status, the statuses that may follow. */
export const NEXT_STATUSES: Readonly<Record<JobStatus, readonly JobStatus[]>> = {
  pending: ['submitting', 'failed', 'canceled'],
  submitting: ['unconfirmed', 'queued', 'canceling', 'failed'],
  // Back to `submitting` only when a person says so, knowing that it may be charged twice.
  unconfirmed: ['submitting', 'queued', 'running', 'failed'],
  queued: ['queued', 'running', 'collecting', 'canceling', 'failed', 'canceled'],
  running: ['queued', 'running', 'collecting', 'canceling', 'failed', 'canceled'],
  // Too late to cancel: the provider has finished and will be paid.
  collecting: ['collecting', 'succeeded', 'failed'],
  // `unconfirmed`: the stop was asked while the submit was on its way, and its reply was lost.
  canceling: ['unconfirmed', 'canceled', 'succeeded', 'failed'],
  succeeded: [],
  failed: [],
  canceled: [],
}

/** True when nothing can follow: `succeeded`, `failed` or `canceled`. */
export const isTerminal = (phase: { readonly status: JobStatus }): boolean =>
  NEXT_STATUSES[phase.status].length === 0

/** Whether `status` may follow. */
export const canBecome = (phase: { readonly status: JobStatus }, status: JobStatus): boolean =>
  NEXT_STATUSES[phase.status].includes(status)

/**
 * Whether asking to cancel makes sense now: what enables a Cancel button. Where the operation cannot
 * cancel at all, the answer to asking is `unsupported`; `OperationInfo.abilities` tells beforehand.
 */
export const canCancel = (phase: { readonly status: JobStatus }): boolean =>
  canBecome(phase, 'canceling') || phase.status === 'pending'
