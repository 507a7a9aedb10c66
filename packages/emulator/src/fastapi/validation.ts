import { json, type Reply } from '../http/reply.ts'

/** One complaint about a request, as pydantic words it. */
export interface Issue {
  readonly type: string
  readonly loc: readonly (string | number)[]
  readonly msg: string
  readonly input: unknown
  readonly ctx?: Readonly<Record<string, unknown>>
}

/** Thrown for a request that does not have the declared form. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError'
  readonly issues: readonly Issue[]

  constructor(issues: readonly Issue[]) {
    super(issues.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; '))
    this.issues = issues
  }
}

/**
 * 422 with every complaint at once.
 *
 * Older versions of the framework add a `url` to each; this is how the newer ones answer.
 *
 * @see FastAPI, "Handling Errors": request validation errors
 */
export function unprocessable({ issues }: ValidationError): Reply {
  return json({ detail: issues }, 422)
}
