/** Every way a job, or a request about a job, can fail. One row per code; nothing else decides. */
export const ERROR_CODES = {
  /** What was asked is not what the operation takes. Nothing was stored or sent. */
  'invalid-input': { http: 400, retryable: false },
  /** The server does not know who is asking. */
  unauthorized: { http: 401, retryable: false },
  /** The provider wants more credits than the account has. */
  'insufficient-credits': { http: 402, retryable: false },
  /** No such job, artifact, operation or call; or it belongs to somebody else. */
  'not-found': { http: 404, retryable: false },
  /** The job is not in a phase where this can be done, or its id is taken. */
  conflict: { http: 409, retryable: false },
  /** The same job id was used before with another operation or other input. */
  'id-reused': { http: 422, retryable: false },
  /** Too many requests. `retryAfterMs` says how long to wait, where that is known. */
  'rate-limited': { http: 429, retryable: true },
  /** A bug, or a fault of the machine. The cause is in the server's log. */
  internal: { http: 500, retryable: false },
  /** This provider cannot do that, such as cancel. */
  unsupported: { http: 501, retryable: false },
  /** The provider ran the job and says that it failed. */
  'provider-failed': { http: 502, retryable: false },
  /** The provider answered something that its protocol does not allow. */
  'provider-protocol': { http: 502, retryable: true },
  /** The provider refuses our credentials. An operator must look at them. */
  'credentials-refused': { http: 502, retryable: false },
  /** The provider no longer knows a job that it had accepted. */
  lost: { http: 502, retryable: false },
  /** The job was made, but its files could not be copied to our store. */
  'collect-failed': { http: 502, retryable: false },
  /** The submit is known not to have arrived: nothing was charged, starting again is safe. */
  'not-submitted': { http: 503, retryable: true },
  /** The reply to a submit was lost: it may have been charged. */
  unconfirmed: { http: 503, retryable: false },
  /** A person stopped following a job that could not be confirmed. */
  abandoned: { http: 503, retryable: false },
  /** The provider does not answer, or says that it is down. */
  'provider-unavailable': { http: 503, retryable: true },
  /** The onetake server does not answer. Only a client says this. */
  unreachable: { http: 503, retryable: true },
  /** The provider says that the job took too long. */
  timeout: { http: 504, retryable: true },
} as const satisfies Record<string, { readonly http: number; readonly retryable: boolean }>

export type JobErrorCode = keyof typeof ERROR_CODES

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where, as in `prompt` or `intervals.0.end`; empty for the input as a whole. */
  readonly path: string
  /** What is allowed there, in words. */
  readonly message: string
}

/** The form of an error that leaves the server: plain JSON, no stack, no cause, no secrets. */
export interface JobFailure {
  readonly code: JobErrorCode
  /** For a person. Says what to do next where we know it. */
  readonly message: string
  /** The provider's own code, such as SayMotion's `501`. */
  readonly providerCode?: string
  /** With `invalid-input`: each thing that is wrong. */
  readonly issues?: readonly InputIssue[]
}

export interface JobErrorOptions {
  readonly cause?: unknown
  readonly providerCode?: string | undefined
  readonly issues?: readonly InputIssue[] | undefined
  /** How long to wait before asking again, in ms, where the other side said so. */
  readonly retryAfterMs?: number | undefined
}

const BRAND = Symbol.for('onetake.job-error')

/** The one error class. Narrow by `code`, not by subclass: the code survives JSON. */
export class JobError extends Error implements JobFailure {
  override readonly name = 'JobError'
  readonly code: JobErrorCode
  declare readonly providerCode?: string
  declare readonly issues?: readonly InputIssue[]
  /** ms to wait before asking again, where the other side said so. Stays on this side of the wire. */
  declare readonly retryAfterMs?: number

  constructor(code: JobErrorCode, message: string, options: JobErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    if (options.providerCode !== undefined) this.providerCode = options.providerCode
    if (options.issues !== undefined) this.issues = options.issues
    if (options.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** True across duplicate installs of this package, where `instanceof` is not. */
  static is(value: unknown): value is JobError {
    return value instanceof Error && BRAND in value
  }

  /** Anything thrown, as a JobError. What is not one already becomes `internal`, with itself as the cause. */
  static from(value: unknown): JobError {
    return JobError.is(value)
      ? value
      : new JobError('internal', 'Something went wrong on our side.', { cause: value })
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable
  }

  toJSON(): JobFailure {
    const { code, message, providerCode, issues } = this
    return {
      code,
      message,
      ...(providerCode !== undefined && { providerCode }),
      ...(issues !== undefined && { issues }),
    }
  }
}

/** An `invalid-input` about one field. The message says what is allowed there. */
export const invalidInput = (path: string, message: string): JobError =>
  new JobError('invalid-input', `${path}: ${message}`, { issues: [{ path, message }] })
