/** What becomes of a job besides the ordinary. Percent are of its own work. */
export interface JobScript {
  readonly fail?: { readonly code: string; readonly atPercent: number }
  readonly stallAtPercent?: number
  readonly retry?: { readonly code: string; readonly fromPercent: number; readonly untilPercent: number }
  /** STARTING instead of a queue position. */
  readonly starting?: boolean
  /** The service no longer knows the job from this long after its creation, in ms. */
  readonly forgetAfterMs?: number
}

/** What decides when a job runs and how it ends. Each service adds what it makes. */
export interface ScheduledJob {
  /** Virtual instant, ms since the Unix epoch. */
  readonly createdAt: number
  /** How long a worker is busy with it, in virtual ms. */
  readonly workMs: number
  readonly canceledAt: number | null
  readonly script: JobScript
}
