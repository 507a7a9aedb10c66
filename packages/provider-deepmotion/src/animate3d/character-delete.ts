import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, isAskable, pathOf } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'

const ID = 'Must be the id of a character of this account.'
const schema = z.object({ count: z.number() })

/** @see Animate 3D REST API README, "deleteModel" */
export const deleteCharacter = callFor<Animate3DClient>()({
  title: 'Delete a character',
  scope: 'account',
  input: fields({
    id: z.string(ID).refine(isAskable, ID).describe('Id of the character, from the characters call.'),
  }),
  async run({ id }, { client, signal }): Promise<{ readonly deleted: boolean }> {
    const answer = await client.write(pathOf`/character/deleteModel/${id}`, { method: 'DELETE' }, signal)
    return { deleted: expectShape(schema, answer, "Animate 3D's answer to a deletion").count > 0 }
  },
})
