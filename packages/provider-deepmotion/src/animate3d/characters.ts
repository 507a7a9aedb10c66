import * as z from 'zod'
import { callFor } from '@onetake/core'
import { fields, oneOf } from '@onetake/provider-kit'
import { CHARACTER_KINDS, listCharactersAt } from '../characters/list-characters.ts'
import type { Animate3DClient } from './client.ts'

export const listCharacters = listCharactersAt({ path: '/character/listModels', service: 'Animate 3D' })

const SHORT = 'Must be a text of up to 200 characters.'
const short = z.string(SHORT).max(200, SHORT)

/** Who can be animated, by the id that the operations take. */
export const characters = callFor<Animate3DClient>()({
  title: 'Characters',
  input: fields({
    kind: oneOf(CHARACTER_KINDS)
      .default('all')
      .describe("Which: 'custom' uploaded by this account, 'deepmotion' or 'roblox' stock, or 'all'."),
    search: short.optional().describe('Only characters whose name contains this.'),
    id: short.optional().describe('Only the character with this id.'),
  }),
  run: (wanted, { client, signal }) => listCharacters(client, wanted, signal),
})
