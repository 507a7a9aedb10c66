import * as z from 'zod'
import { JobError, type Report } from '@onetake/core'
import { expectShape, vendorWords } from '@onetake/provider-kit'
import { toFailure } from '../status/failure.ts'
import { isWaiting, toPosition, toProgress } from '../status/standing.ts'
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
        : { status: 'failed', error: toFailure(details?.exc_message, SAYMOTION_CODES, 'SayMotion') }
    case 'REVOKED':
      return { status: 'canceled' }
    default:
      throw new JobError(
        'provider-protocol',
        `SayMotion says "${vendorWords(status)}", a status that it does not document.`,
      )
  }
}
