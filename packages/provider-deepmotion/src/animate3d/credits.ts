import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'

/** What the account can still spend. */
export type Animate3DCredits = {
  /** May have a fraction. */
  readonly credits: number
}

const schema = z.object({ credits: z.number() })

/** @see Animate 3D REST API README, "creditBalance" */
export const credits = callFor<Animate3DClient>()({
  title: 'Credits',
  input: z.strictObject({}, { error: 'Must be an object without fields.' }),
  async run(_, { client, signal }): Promise<Animate3DCredits> {
    const answer = await client.read('/account/creditBalance', signal)
    return { credits: expectShape(schema, answer, "Animate 3D's credit balance").credits }
  },
})
