import { JobError, type JobErrorCode } from './errors.ts'

/**
 * The codes with which a provider's `submit` says: this job was certainly not taken, nothing was
 * charged. A throw with any other code, or of anything else, leaves the job `unconfirmed`.
 */
export const REFUSALS: readonly JobErrorCode[] = [
  'invalid-input',
  'insufficient-credits',
  'not-found',
  'conflict',
  'rate-limited',
  'unsupported',
  'provider-failed',
  'credentials-refused',
  'not-submitted',
]

/** Whether what a submit threw proves that the job was not taken. */
export const isRefusal = (error: unknown): error is JobError =>
  JobError.is(error) && REFUSALS.includes(error.code)
