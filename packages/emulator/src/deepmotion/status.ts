import type { JobState } from '../schedule/job-state.ts'
import type { JobScript } from '../schedule/scheduled-job.ts'
import type { DeepMotionModes } from './modes.ts'

/** One entry of a status answer. */
export interface WireStatus {
  readonly rid: string
  readonly status: string
  /** Always an object: some clients read fields of it without asking. */
  readonly details: Readonly<Record<string, unknown>>
  readonly positionInQueue?: number
}

/**
 * A job's state in the service's own words.
 *
 * @param files - What it was made from and what it made, asked for a job that succeeded.
 * @see SayMotion REST API document v1.5.0, "API 2: Poll Job Status"; Animate 3D REST API document v2.0.0, "Poll for Job Status"
 */
export function wireStatus(
  { rid, script }: { readonly rid: string; readonly script: JobScript },
  state: JobState,
  modes: DeepMotionModes,
  files: () => { readonly input: readonly string[]; readonly out: readonly string[] },
): WireStatus {
  switch (state.kind) {
    case 'queued':
      if (script.starting) return { rid, status: 'STARTING', details: {} }
      return { rid, status: 'PROGRESS', details: { step: 0, total: 100 }, positionInQueue: state.position }
    case 'running':
      return { rid, status: 'PROGRESS', details: { step: state.percent, total: 100 }, positionInQueue: 0 }
    case 'retrying':
      return { rid, status: 'RETRY', details: failureDetails(state.code, 'RetryableError', modes) }
    case 'succeeded':
      return { rid, status: 'SUCCESS', details: successDetails(files(), modes) }
    case 'failed':
      return { rid, status: 'FAILURE', details: failureDetails(state.code, 'ProcessingError', modes) }
    // The vocabulary has no word for it; the exception type is what tells the two apart.
    case 'canceled':
      return { rid, status: 'FAILURE', details: failureDetails('revoked', 'TaskRevokedError', modes) }
    case 'forgotten':
      throw new Error(`A forgotten job has no status: ${rid}`)
  }
}

export function failureDetails(
  code: string,
  type: string,
  { failureMessage }: DeepMotionModes,
): Readonly<Record<string, unknown>> {
  const sentence = `The job ended with ${code}`
  const message = { codes: [code], code, sentence }[failureMessage]
  return { exc_message: message, exc_type: type }
}

function successDetails(
  { input, out }: { readonly input: readonly string[]; readonly out: readonly string[] },
  { successDetails: shape }: DeepMotionModes,
): Readonly<Record<string, unknown>> {
  return shape === 'document' ? { In: input, out } : { in: input, In: input, out }
}
