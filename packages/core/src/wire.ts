import type { JobFailure } from './errors.ts'

/*
 * PUT  /jobs/:id                 StartRequest → JobSnapshot   the caller names the job: a repeat is the same job
 * GET  /jobs/:id                              → JobSnapshot
 * GET  /jobs?active=&limit=                   → JobSnapshot[]  newest first
 * POST /jobs/:id/cancel | /retry | /abandon   → JobSnapshot
 * GET  /jobs/:id/history                      → JobSnapshot[]  oldest first
 * GET  /jobs/events                           text/event-stream: every `data` is one whole JobSnapshot of the
 *                                             viewer's; each connection begins with the active jobs
 * GET  /jobs/:id/artifacts/:artifact          → the file; Range, HEAD, ETag
 * GET  /operations                            → OperationInfo[]
 * POST /calls/:provider/:call    input        → the call's result
 * POST|HEAD|PATCH|DELETE /uploads             tus 1.0.0; `Upload-Metadata` may have a `filename`, and an `id` that names
 *                                             the upload; the answer to a creation is UploadCreated
 * GET  /uploads/:id                           → Upload, once it is complete
 * POST /webhooks/:provider       delivery     → 204; a service says that something happened: a hint, never believed
 *
 * Any error: the HTTP status of its code (of uploads: the one that tus names, where it names one), and a
 * ProblemDetails body.
 */

/** The body of `PUT /jobs/:id`. */
export interface StartRequest {
  readonly operation: string
  readonly input: unknown
}

/** The answer to `POST /uploads`. */
export interface UploadCreated {
  /** What a file field of an input names, once the upload is complete. */
  readonly id: string
}

/** An error as RFC 9457 says it, with our stable `code`. */
export interface ProblemDetails extends Omit<JobFailure, 'message'> {
  /** `urn:onetake:<code>` */
  readonly type: string
  readonly title: string
  /** The HTTP status. */
  readonly status: number
  /** The message, for a person. */
  readonly detail: string
}

/** One entry of `GET /operations`. */
export interface OperationInfo {
  readonly id: string
  readonly title: string
  readonly produces: readonly string[]
  /** What can be done beyond starting and watching. */
  readonly abilities: { readonly cancel: boolean; readonly find: boolean }
  /** JSON Schema, draft 2020-12, of the input; null where the schema library cannot say it. */
  readonly input: Readonly<Record<string, unknown>> | null
}
