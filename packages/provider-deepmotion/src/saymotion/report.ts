import * as z from 'zod'
import { JobError, type JobFailure, type Report } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'
import { SAYMOTION_CODES } from './saymotion-codes.ts'

/** Where a job stands; `finished` where its files are still to be asked for. */
export type Standing =
  | Exclude<Report<never, never, never>, { status: 'succeeded' }>
  | { readonly status: 'finished' }

const entry = z.object({
  status: z.string(),
  positionInQueue: z.number().nullish().catch(null),
  details: z
    .object({
      step: z.number().nullish().catch(null),
      total: z.number().nullish().catch(null),
      exc_message: z.unknown().optional(),
      exc_type: z.string().nullish().catch(null),
    })
    .nullish()
    .catch(null),
})

/**
 * One entry of `/job/v1/status` as a phase.
 *
 * @throws JobError `provider-protocol` for a status that SayMotion does not document: it is no phase.
 * @see SayMotion REST API README, "API 2: Poll for Job Status". `STARTING`: npm dm-saymotion-api 1.0.0,
 * data/enums.js. What a canceled job looks like is documented nowhere; `REVOKED` and a type that speaks of
 * canceling are assumed, the words being those of Celery.
 */
export function toStanding(answer: unknown): Standing {
  const { status, positionInQueue, details } = expectShape(entry, answer, "SayMotion's status")
  switch (status) {
    case 'STARTING':
      return { status: 'queued', position: toPosition(positionInQueue) }
    case 'PROGRESS':
      return isWaiting(positionInQueue)
        ? { status: 'queued', position: toPosition(positionInQueue) }
        : { status: 'running', progress: toProgress(details?.step, details?.total) }
    case 'RETRY':
      return {
        status: 'running',
        progress: null,
        retrying: true,
        message: 'SayMotion is trying again after a failure of its own.',
      }
    case 'SUCCESS':
      return { status: 'finished' }
    case 'FAILURE':
      return /cancel|revoke/i.test(details?.exc_type ?? '')
        ? { status: 'canceled' }
        : { status: 'failed', error: toFailure(details?.exc_message) }
    case 'REVOKED':
      return { status: 'canceled' }
    default:
      throw new JobError(
        'provider-protocol',
        `SayMotion says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}

const isWaiting = (position: number | null | undefined): position is number =>
  typeof position === 'number' && position > 0

/** SayMotion counts from 1, because 0 says that the job has left the queue (assumed); we count from 0. */
const toPosition = (position: number | null | undefined): number | null =>
  isWaiting(position) ? Math.max(0, Math.ceil(position) - 1) : null

/** `step` may pass `total`, and `total` may be 0 or missing at the start. */
function toProgress(step: number | null | undefined, total: number | null | undefined): number | null {
  if (typeof step !== 'number' || typeof total !== 'number' || total <= 0) return null
  return Math.min(Math.max(step / total, 0), 1)
}

/** `exc_message` is a list of codes, one code as text, or just text: all three have been met. */
function toFailure(reason: unknown): JobFailure {
  const texts = (Array.isArray(reason) ? reason : [reason]).flatMap((part: unknown) =>
    typeof part === 'string' || typeof part === 'number' ? [String(part)] : [],
  )
  const codes = texts.flatMap((text) => /^\W*(\d{1,5})\W*$/.exec(text)?.[1] ?? [])
  const code = codes.find((known) => Object.hasOwn(SAYMOTION_CODES, known)) ?? codes[0]
  const known = code === undefined ? undefined : SAYMOTION_CODES[code]
  if (code !== undefined) {
    const message = `SayMotion failed with code ${code}, which it does not document.`
    return { ...(known ?? { code: 'provider-failed', message }), providerCode: code }
  }
  const words = vendorWords(texts.join(' '))
  const message = words === '' ? 'SayMotion failed and does not say why.' : `SayMotion failed: ${words}`
  return { code: 'provider-failed', message }
}
