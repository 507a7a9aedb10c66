import { ERROR_CODES, JobError, type JobErrorCode } from './errors.ts'
import type { ProblemDetails } from './wire.ts'

/** An error in the form that leaves the server, per RFC 9457. Carries no cause and no stack. */
export function toProblem(error: JobError): ProblemDetails {
  const { message, ...failure } = error.toJSON()
  return {
    type: `urn:onetake:${error.code}`,
    title: error.code.replaceAll('-', ' '),
    status: ERROR_CODES[error.code].http,
    detail: message,
    ...failure,
  }
}

/** Read an error off the wire. A body that is no problem of ours becomes `unreachable` with the status. */
export function fromProblem(body: unknown, status: number): JobError {
  if (!isProblem(body)) {
    return new JobError('unreachable', `The server answered ${status} without saying why.`)
  }
  const { code, detail, providerCode, issues } = body
  return new JobError(code, detail, { providerCode, issues })
}

function isProblem(body: unknown): body is ProblemDetails & { code: JobErrorCode } {
  return (
    typeof body === 'object' &&
    body !== null &&
    'code' in body &&
    typeof body.code === 'string' &&
    Object.hasOwn(ERROR_CODES, body.code) &&
    'detail' in body &&
    typeof body.detail === 'string'
  )
}
