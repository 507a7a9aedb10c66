import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, type Http, oneOf, pathOf } from '@onetake/provider-kit'
import type { SayMotionClient } from './client.ts'
import { character } from './motion-options.ts'

/** Who can be animated. */
export type Character = {
  /** What `text2motion` takes as `character`. */
  readonly id: string
  /** For a person; empty where SayMotion has none. */
  readonly name: string
  /** `custom`, `deepmotion` or `roblox`; null where SayMotion does not say. */
  readonly kind: string | null
  /** The skeleton it has; null where SayMotion does not say. */
  readonly rigId: string | null
  /** ms since the Unix epoch; null where SayMotion does not say. */
  readonly createdAt: number | null
  /** ms since the Unix epoch; null where SayMotion does not say. */
  readonly updatedAt: number | null
}

const text = z.string().nullish().catch(null)
const instant = z.number().nullish().catch(null)

// The document prints a bare array and `Id`; what arrives is `{ list }` and `id`.
const entry = z
  .object({ id: text, Id: text, name: text, platform: text, rigId: text, ctime: instant, mtime: instant })
  .transform(({ id, Id, name, platform, rigId, ctime, mtime }, issues): Character => {
    const known = id ?? Id ?? ''
    if (known === '') issues.addIssue('has no id')
    return {
      id: known,
      name: name ?? '',
      kind: platform ?? null,
      rigId: rigId ?? null,
      createdAt: ctime ?? null,
      updatedAt: mtime ?? null,
    }
  })
const schema = z.union([z.object({ list: z.array(entry) }).transform(({ list }) => list), z.array(entry)])

/** Which characters to list: those of the account, those that DeepMotion offers, or both. */
export type CharacterKind = 'all' | 'custom' | 'deepmotion' | 'roblox'

interface CharacterFilter {
  readonly kind?: CharacterKind | undefined
  readonly id?: string | undefined
  readonly search?: string | undefined
}

/**
 * The characters that can be animated now.
 *
 * @see SayMotion REST API README, "listModels"; the envelope: npm dm-saymotion-api 1.0.0, client.js
 */
export async function listCharacters(
  http: Pick<Http, 'read'>,
  { kind = 'all', id = '', search = '' }: CharacterFilter,
  signal: AbortSignal,
): Promise<readonly Character[]> {
  const query = new URLSearchParams()
  // Custom characters are what the service lists when it is not asked for any stock.
  if (kind !== 'custom') query.set('stockModel', kind)
  if (id !== '') query.set('modelId', id)
  if (search !== '') query.set('searchToken', search)
  const path = query.size === 0 ? '/character/v1/listModels' : `/character/v1/listModels?${query}`
  return expectShape(schema, await http.read(path, signal), "SayMotion's list of characters")
}

const SEARCH = 'Must be a text of up to 200 characters.'

/** Who can be animated, by the id that `text2motion` takes. */
export const characters = callFor<SayMotionClient>()({
  title: 'Characters',
  input: fields({
    kind: oneOf(['all', 'custom', 'deepmotion', 'roblox'])
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
  input: fields({ id: character.describe('Id of the character, from the characters call.') }),
  /** @returns `deleted`: whether it was there. */
  async run({ id }, { client, signal }): Promise<{ readonly deleted: boolean }> {
    const path = pathOf`/character/v1/deleteModel/${id}`
    const answer = await client.write(path, { method: 'DELETE' }, signal)
    client.forgetCharacters()
    return { deleted: expectShape(deleted, answer, "SayMotion's answer to a deletion").count > 0 }
  },
})
