import { HttpException } from '@nestjs/common'
import { JobError, type JobErrorCode } from '@onetake/core'

/** Our code for an HTTP status that Nest, its body parser or a guard decided on. Other 4xx: `invalid-input`. */
const CODE_OF_STATUS: Readonly<Record<number, JobErrorCode>> = {
  401: 'unauthorized',
  403: 'unauthorized',
  404: 'not-found',
  405: 'not-found',
  409: 'conflict',
  429: 'rate-limited',
}

/** Anything that a Nest application throws, as one of ours. What is nobody's fault but ours tells nothing. */
export function toJobError(thrown: unknown): JobError {
  if (JobError.is(thrown) || !(thrown instanceof Error)) return JobError.from(thrown)
  const status = statusOf(thrown)
  if (status < 400 || status >= 500) return JobError.from(thrown)
  return new JobError(CODE_OF_STATUS[status] ?? 'invalid-input', thrown.message, { cause: thrown })
}

/** Body parsers throw errors of `http-errors`: a `status`, and `expose` where the message may be told. */
function statusOf(error: Error): number {
  if (error instanceof HttpException) return error.getStatus()
  const isPublic = 'expose' in error && error.expose === true
  return isPublic && 'status' in error && typeof error.status === 'number' ? error.status : 500
}
