import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { JobRecord } from './job.ts'
import type { JobState } from '../schedule/job-state.ts'
import { type Moment, moment, type World } from './world.ts'

/** Credits of each variant after the first, due when it is downloaded. Assumed: the real price list is not public. */
export const VARIANT_PRICE = 1

export function creditsRoute(world: World): Route {
  return {
    name: 'saymotion.credits',
    method: 'GET',
    pattern: '/account/v1/creditBalance',
    handle() {
      const { now, states } = moment(world)
      const date = new Date(now)
      const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
      return json({
        credits: balance(world, states),
        subscription: {
          name: 'Emulated plan',
          credits: world.modes.credits,
          featureLimits: { maxVariantsGeneration: world.modes.maxVariantsGeneration },
          // The document does not say how these instants are written; ms since the Unix epoch is assumed.
          currentPeriod: { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) },
        },
      })
    },
  }
}

/** Credits left: those granted without those charged. */
export function balance({ data, modes }: World, states: Moment['states']): number {
  let left = modes.credits
  for (const job of data.jobs.values()) left -= charged(job, states.get(job.rid))
  return left
}

/** Credits a job has used. Failed and canceled jobs are not charged. Assumed: refund rules are not documented. */
export function charged(job: JobRecord, state: JobState | undefined): number {
  if (state?.kind === 'failed' || state?.kind === 'canceled') return 0
  return job.price + job.paidVariants.length * VARIANT_PRICE
}
