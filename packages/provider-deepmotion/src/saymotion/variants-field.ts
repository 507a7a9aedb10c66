import { invalidInput } from '@onetake/core'
import { wholeBetween } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { askCredits } from './credits.ts'

/** How many alternatives a job makes. */
export const variants = wholeBetween(1, 8)
  .default(1)
  .describe('How many alternatives to make, from 1 to 8. The plan of the account may allow fewer.')

/** @throws JobError `invalid-input` that names `variants`, where the plan of the account allows fewer. */
export async function assertPlanAllows(
  asked: number,
  client: SayMotionClient,
  signal: AbortSignal,
): Promise<void> {
  if (asked === 1) return
  const { maxVariants, plan } = await askCredits(client, signal)
  if (maxVariants === null || asked <= maxVariants) return
  throw invalidInput('variants', `Must be at most ${maxVariants} in the plan ${plan ?? 'of this account'}.`)
}
