import { invalidInput, JobError, type StartRequest } from '@onetake/core'

/** A request body larger than this is refused, in bytes. Files travel another way. */
const MOST_BODY_BYTES = 100_000

/** The query of `GET /jobs`. @throws JobError `invalid-input` */
export function toListQuery(query: Readonly<Record<string, unknown>>): { active?: boolean; limit: number } {
  const { active, limit: asked = '50' } = query
  const limit = typeof asked === 'string' ? Number(asked) : Number.NaN
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw invalidInput('limit', 'Must be an integer from 1 to 100.')
  }
  if (active !== undefined && active !== 'true' && active !== 'false') {
    throw invalidInput('active', 'Must be true or false.')
  }
  return { limit, ...(active !== undefined && { active: active === 'true' }) }
}

/** The body of `PUT /jobs/:id`. @throws JobError `invalid-input` */
export function toStartRequest(body: unknown): StartRequest {
  const isRequest = typeof body === 'object' && body !== null && 'operation' in body
  if (!isRequest || typeof body.operation !== 'string') {
    throw invalidInput('operation', 'Must be the id of an operation, such as "saymotion.text2motion".')
  }
  return { operation: body.operation, input: 'input' in body ? body.input : undefined }
}

/**
 * JSON only: a form on another site cannot send it without asking the browser first.
 *
 * @param contentLength - In bytes; null where the body does not say its size beforehand.
 * @throws JobError `invalid-input`
 */
export function assertJsonRequest(contentType: string | null, contentLength: number | null): void {
  if (!/^application\/json\b/i.test(contentType ?? '')) {
    throw new JobError('invalid-input', 'The body must be JSON, with the content type application/json.')
  }
  if (contentLength !== null && contentLength > MOST_BODY_BYTES) {
    throw new JobError('invalid-input', `The body is larger than ${MOST_BODY_BYTES} bytes.`)
  }
}
