import * as z from 'zod'
import { JobError, type JobFailure, type Report } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'
import { ANIMATE3D_CODES } from './animate3d-codes.ts'

/** Where a job stands; `finished` where its files are still to be asked for. */
export type Standing =
  | Exclude<Report<never, never, never>, { status: 'succeeded' | 'canceled' }>
  | { readonly status: 'finished' }

const number = z.number().nullish().catch(null)

const entry = z.object({
  status: z.string(),
  positionInQueue: number,
  position_in_queue: number,
  details: z
    .object({ step: number, total: number, exc_message: z.unknown().optional() })
    .nullish()
    .catch(null),
})

/**
 * One entry of `/status` as a phase. Nothing is ever `canceled`: the service cannot be asked to stop.
 *
 * @throws JobError `provider-protocol` for a status that Animate 3D does not document: it is no phase.
 * @see Animate 3D REST API README, "API 3: Poll for Job Status". `positionInQueue`: both SDKs; `position_in_queue`:
 * npm dm-animate3d-api 1.0.0. `STARTING`: the same document, "API 5: List Jobs".
 */
export function toStanding(answer: unknown): Standing {
  const { status, details, ...queue } = expectShape(entry, answer, "Animate 3D's status")
  const position = queue.positionInQueue ?? queue.position_in_queue
  switch (status) {
    case 'STARTING':
      return { status: 'queued', position: toPosition(position) }
    case 'PROGRESS':
      return isWaiting(position)
        ? { status: 'queued', position: toPosition(position) }
        : { status: 'running', progress: toProgress(details?.step, details?.total) }
    case 'RETRY':
      return {
        status: 'running',
        progress: null,
        retrying: true,
        message: 'Animate 3D is trying again after a failure of its own.',
      }
    case 'SUCCESS':
      return { status: 'finished' }
    case 'FAILURE':
      return { status: 'failed', error: toFailure(details?.exc_message) }
    default:
      throw new JobError(
        'provider-protocol',
        `Animate 3D says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}

const isWaiting = (position: number | null | undefined): position is number =>
  typeof position === 'number' && position > 0

/** Animate 3D counts from 1, because 0 says that the job has left the queue (assumed); we count from 0. */
const toPosition = (position: number | null | undefined): number | null =>
  isWaiting(position) ? Math.max(0, Math.ceil(position) - 1) : null

/** `step` may pass `total`, and `total` may be 0 or missing at the start. */
function toProgress(step: number | null | undefined, total: number | null | undefined): number | null {
  if (typeof step !== 'number' || typeof total !== 'number' || total <= 0) return null
  return Math.min(Math.max(step / total, 0), 1)
}

/** `exc_message` is a list of codes, one code as text or as a number, or just text: all have been met. */
function toFailure(reason: unknown): JobFailure {
  const texts = (Array.isArray(reason) ? reason : [reason]).flatMap((part: unknown) =>
    typeof part === 'string' || typeof part === 'number' ? [String(part)] : [],
  )
  const codes = texts.flatMap((text) => /^\W*(\d{1,5})\W*$/.exec(text)?.[1] ?? [])
  const code = codes.find((known) => Object.hasOwn(ANIMATE3D_CODES, known)) ?? codes[0]
  const known = code === undefined ? undefined : ANIMATE3D_CODES[code]
  if (code !== undefined) {
    const message = `Animate 3D failed with code ${code}, which it does not document.`
    return { ...(known ?? { code: 'provider-failed', message }), providerCode: code }
  }
  const words = vendorWords(texts.join(' '))
  const message = words === '' ? 'Animate 3D failed and does not say why.' : `Animate 3D failed: ${words}`
  return { code: 'provider-failed', message }
}
