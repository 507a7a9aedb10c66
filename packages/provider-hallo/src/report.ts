import * as z from 'zod'
import { type Answer, JobError, type Report } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'

type HalloReport = Report<'mp4', null, string>

/** A finished task is its own source: its video is at an address made of its id. */
export type HalloAnswer = Answer<'mp4', null, string>

// `result.video_path` is a path on the service's machine, so it is not even read.
const schema = z.object({
  status: z.string(),
  progress: z.number().nullish().catch(null),
  status_message: z.string().nullish().catch(null),
  error: z.string().nullish().catch(null),
})

/**
 * One task of the list as a phase.
 *
 * @throws JobError `provider-protocol` for a status that is not documented.
 * @see API document v1, "Get task status" (`queued`, `processing`, `completed`, `failed`); `pending`:
 * hojkol/emo_hallo 0889dca, client library; `cancelled`: the answer to a DELETE
 */
export function toReport(id: string, task: unknown): HalloReport {
  const { status, progress, status_message, error } = expectShape(schema, task, "Hallo's task")
  const words = vendorWords(status_message ?? '')
  switch (status.toLowerCase()) {
    case 'queued':
    case 'pending':
      return { status: 'queued', position: null }
    case 'processing':
      return { status: 'running', progress: toProgress(progress), ...(words !== '' && { message: words }) }
    case 'completed':
      return { status: 'succeeded', output: { artifacts: [{ format: 'mp4', source: id }], data: null } }
    case 'failed': {
      const reason = vendorWords(error ?? '') || words.replace(/^task failed:?\s*/i, '')
      const message = reason === '' ? 'Hallo failed and does not say why.' : `Hallo failed: ${reason}`
      return { status: 'failed', error: { code: 'provider-failed', message } }
    }
    case 'canceled':
    case 'cancelled':
      return { status: 'canceled' }
    default:
      throw new JobError(
        'provider-protocol',
        `Hallo says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}

/** Hallo counts to 100. */
const toProgress = (progress: number | null | undefined): number | null =>
  typeof progress === 'number' ? Math.min(Math.max(progress / 100, 0), 1) : null
