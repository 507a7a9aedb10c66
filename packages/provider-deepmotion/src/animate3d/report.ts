import * as z from 'zod'
import { JobError, type Report } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'
import { toFailure } from '../status/failure.ts'
import { isWaiting, toPosition, toProgress } from '../status/standing.ts'
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
      return { status: 'failed', error: toFailure(details?.exc_message, ANIMATE3D_CODES, 'Animate 3D') }
    default:
      throw new JobError(
        'provider-protocol',
        `Animate 3D says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}
