import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, oneOf, pathOf } from '@onetake/provider-kit'
import { CHARACTER_KINDS, listCharactersAt } from '../characters/list-characters.ts'
import type { SayMotionClient } from './client.ts'
import { character } from './motion-options.ts'

export const listCharacters = listCharactersAt({ path: '/character/v1/listModels', service: 'SayMotion' })

const SEARCH = 'Must be a text of up to 200 characters.'

/** Who can be animated, by the id that `text2motion` takes. */
export const characters = callFor<SayMotionClient>()({
  title: 'Characters',
  input: fields({
    kind: oneOf(CHARACTER_KINDS)
      .default('all')
      .describe("Which: 'custom' uploaded by this account, 'deepmotion' or 'roblox' stock, or 'all'."),
    id: character.optional().describe('Only the character of this id: one, or none.'),
    search: z
      .string(SEARCH)
      .max(200, SEARCH)
      .optional()
      .describe('Only characters whose name contains this.'),
  }),
  run: (input, { client, signal }) => listCharacters(client, input, signal),
})

const deleted = z.object({ count: z.number() })

/**
 * A character of one's own goes. Jobs that were made with it stay.
 *
 * @see SayMotion REST API README, "deleteModel"
 */
export const deleteCharacter = callFor<SayMotionClient>()({
  title: 'Delete a character',
  scope: 'account',
  input: fields({ id: character.describe('Id of the character, from the characters call.') }),
  /** @returns `deleted`: whether it was there. */
  async run({ id }, { client, signal }): Promise<{ readonly deleted: boolean }> {
    const path = pathOf`/character/v1/deleteModel/${id}`
    const answer = await client.write(path, { method: 'DELETE' }, signal)
    client.forgetCharacters()
    return { deleted: expectShape(deleted, answer, "SayMotion's answer to a deletion").count > 0 }
  },
})
