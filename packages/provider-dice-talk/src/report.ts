import * as z from 'zod'
import { type Answer, JobError, type JobFailure } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'

/** A finished task is its own source: its video is at an address made of its id. */
export type DiceTalkAnswer = Answer<'mp4', null, string>

const schema = z.object({
  task_id: z.string(),
  status: z.string(),
  progress: z.number().nullish().catch(null),
  message: z.string().nullish().catch(null),
})

/**
 * One answer of `/status` as a phase. Progress steps back there, from 0.4 to 0.35, where a duration was given: what
 * people see does not, because the reducer keeps the most that was seen.
 *
 * @throws JobError `provider-protocol` for a status that is not documented, or an answer about another task.
 * @see API document v1.1.0, section 3; what `message` says: `Digital-Human-Talk-Tako` 2d9bb2a
 */
export function toReport(task: string, answer: unknown): DiceTalkAnswer {
  const { task_id, status, progress, message } = expectShape(schema, answer, "DICE-Talk's status")
  if (task_id !== task) {
    throw new JobError('provider-protocol', 'DICE-Talk answered about another job than the one asked about.')
  }
  const words = vendorWords(message ?? '')
  switch (status.toUpperCase()) {
    case 'PENDING':
      return { status: 'queued', position: null }
    case 'PROCESSING':
      return { status: 'running', progress: toProgress(progress), ...(words !== '' && { message: words }) }
    case 'COMPLETED':
      return { status: 'succeeded', output: { artifacts: [{ format: 'mp4', source: task }], data: null } }
    case 'FAILED':
      return { status: 'failed', error: toFailure(words) }
    default:
      throw new JobError(
        'provider-protocol',
        `DICE-Talk says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}

const toProgress = (progress: number | null | undefined): number | null =>
  typeof progress === 'number' ? Math.min(Math.max(progress, 0), 1) : null

/** Meant to be said where there is no face; what Python says instead, the variable of the face having no value. */
const NO_FACE = /no face|bbox_s/i

function toFailure(words: string): JobFailure {
  const reason = words.replace(/^(task|synthesis) failed:?\s*/i, '')
  if (NO_FACE.test(reason)) {
    return {
      code: 'provider-failed',
      message: 'DICE-Talk found no face in the image. Use a picture of one clear face, seen from the front.',
    }
  }
  const message = reason === '' ? 'DICE-Talk failed and does not say why.' : `DICE-Talk failed: ${reason}`
  return { code: 'provider-failed', message }
}
