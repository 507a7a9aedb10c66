import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, type Http } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'

/** What the account can still spend. */
export type Credits = {
  /** May have a fraction. */
  readonly credits: number
  /** The subscription, or null where SayMotion names none. */
  readonly plan: string | null
  /** How many credits the plan gives; null where SayMotion does not say. */
  readonly planCredits: number | null
  /** What the plan is paid for now; null where SayMotion does not say. */
  readonly period: {
    /** ms since the Unix epoch. */
    readonly startAt: number
    /** ms since the Unix epoch. */
    readonly endAt: number
  } | null
  /** How many variants one job may have in this plan; null where SayMotion does not say. */
  readonly maxVariants: number | null
}

/** Seconds since 1970 reach this in the year 5138, and milliseconds had it in 1973. */
const SECONDS_BELOW = 1e11

/** How an instant is written is documented nowhere: a number of ms or of seconds, or a text such as ISO 8601. */
const instant = z
  .union([
    z.number().transform((time) => (time < SECONDS_BELOW ? time * 1000 : time)),
    z.string().transform((text) => Date.parse(text)),
  ])
  .pipe(z.number())

const schema = z.object({
  credits: z.number(),
  subscription: z
    .object({
      name: z.string().nullish().catch(null),
      credits: z.number().nullish().catch(null),
      featureLimits: z
        .object({ maxVariantsGeneration: z.int().min(1).nullish().catch(null) })
        .nullish()
        .catch(null),
      currentPeriod: z.object({ start: instant, end: instant }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
})

/** @see SayMotion REST API README, "creditBalance" */
export async function askCredits(http: Pick<Http, 'read'>, signal: AbortSignal): Promise<Credits> {
  const { credits: left, subscription } = expectShape(
    schema,
    await http.read('/account/v1/creditBalance', signal),
    'credit balance',
  )
  const period = subscription?.currentPeriod
  return {
    credits: left,
    plan: subscription?.name ?? null,
    planCredits: subscription?.credits ?? null,
    period: period ? { startAt: period.start, endAt: period.end } : null,
    maxVariants: subscription?.featureLimits?.maxVariantsGeneration ?? null,
  }
}

/** What the account can still spend. */
export const credits = callFor<SayMotionClient>()({
  title: 'Credits',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  run: (_, { client, signal }) => askCredits(client, signal),
})
