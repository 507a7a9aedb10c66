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
  /** How many variants one job may have in this plan; null where SayMotion does not say. */
  readonly maxVariants: number | null
}

const schema = z.object({
  credits: z.number(),
  subscription: z
    .object({
      name: z.string().nullish().catch(null),
      featureLimits: z
        .object({ maxVariantsGeneration: z.number().nullish().catch(null) })
        .nullish()
        .catch(null),
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
  return {
    credits: left,
    plan: subscription?.name ?? null,
    maxVariants: subscription?.featureLimits?.maxVariantsGeneration ?? null,
  }
}

/** What the account can still spend. */
export const credits = callFor<SayMotionClient>()({
  title: 'Credits',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  run: (_, { client, signal }) => askCredits(client, signal),
})
