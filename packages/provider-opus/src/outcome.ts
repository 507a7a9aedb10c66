import type { Delivery, Report } from '@onetake/core'
import type { JobResult } from './job-result.ts'
import { markOf, type OpusFile, type OpusFormat } from './opus-file.ts'

/** What `download` asks for: the same file, at a link that is fresh then. */
export type OpusSource = {
  readonly uid: string
  readonly format: OpusFormat
  readonly mark: string
}

/** What a finished extraction says beside its file. */
export type OpusExtraction = {
  /** The file was there before this extraction, and no other came: see the README, "Good to know". */
  readonly isEarlier: boolean
}

export type OpusReport<Format extends OpusFormat, Data> = Report<Format, Data, OpusSource>

/** A file of the job `uid`, delivered. */
export const toDelivery = <const Format extends OpusFormat, Data>(
  uid: string,
  format: Format,
  file: OpusFile,
  data: Data,
): { readonly status: 'succeeded'; readonly output: Delivery<Format, Data, OpusSource> } => ({
  status: 'succeeded',
  output: { artifacts: [{ format, source: { uid, format, mark: markOf(file) } }], data },
})

/** Where a job stands that has made nothing yet. */
export function toReport({ standing, words }: JobResult): OpusReport<never, never> {
  switch (standing) {
    case 'queued':
      return { status: 'queued', position: null }
    case 'canceled':
      return { status: 'canceled' }
    case 'failed': {
      const message = words === '' ? 'Opus failed and does not say why.' : `Opus failed: ${words}`
      return { status: 'failed', error: { code: 'provider-failed', message } }
    }
    // `completed` without the file is "not yet": so the sample reads it.
    case 'running':
    case 'completed':
      return { status: 'running', progress: null }
  }
}

const HOUR_MS = 3_600_000

/**
 * Whether a job is beyond waiting for. Opus has no word for that, so there is a limit: a day where it says that it
 * is at work, an hour where it says that all is done and has no file.
 *
 * @param result - Null where Opus does not know the uid, and another tells of the job.
 */
export function isOverdue(result: JobResult | null, startedAt: number, now: number): boolean {
  const isAtWork = result?.standing === 'queued' || result?.standing === 'running'
  return now - startedAt > (isAtWork ? 24 : 1) * HOUR_MS
}

export const overdue: OpusReport<never, never> = {
  status: 'failed',
  error: { code: 'timeout', message: 'Opus has not handed out a file for too long. Start the job again.' },
}
