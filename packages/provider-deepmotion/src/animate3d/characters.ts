import * as z from 'zod'
import { callFor } from '@onetake/core'
import { expectShape, fields, type Http, isAskable, oneOf } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'

/** Who can be animated. */
export type Animate3DCharacter = {
  /** What `video2anim` takes as `character`. */
  readonly id: string
  /** For a person; empty where Animate 3D has none. */
  readonly name: string
  /** `custom`, `deepmotion` or `roblox`; null where Animate 3D does not say. */
  readonly kind: string | null
  /** The skeleton it has; null where Animate 3D does not say. */
  readonly rigId: string | null
  /** ms since the Unix epoch; null where Animate 3D does not say. */
  readonly createdAt: number | null
  /** ms since the Unix epoch; null where Animate 3D does not say. */
  readonly updatedAt: number | null
}

const text = z.string().nullish().catch(null)
const instant = z.number().nullish().catch(null)

// The document prints a bare array and `Id`; what arrives is `{ list }` and `id`.
const entry = z
  .object({
    id: text,
    Id: text,
    name: text,
    platform: text,
    rigId: text,
    ctime: instant,
    mtime: instant,
  })
  .transform(({ id, Id, name, platform, rigId, ctime, mtime }, issues): Animate3DCharacter => {
    const known = id ?? Id ?? ''
    if (!isAskable(known)) issues.addIssue('has no id')
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

interface Wanted {
  /** `all` unless told. */
  readonly kind?: 'all' | 'custom' | 'deepmotion' | 'roblox' | undefined
  readonly search?: string | undefined
  readonly id?: string | undefined
}

/**
 * The characters that can be animated now.
 *
 * @see Animate 3D REST API README, "listModels"; the envelope: DeepMotion's demo script
 */
export async function listCharacters(
  http: Pick<Http, 'read'>,
  { kind = 'all', search = '', id = '' }: Wanted,
  signal: AbortSignal,
): Promise<readonly Animate3DCharacter[]> {
  const query = new URLSearchParams()
  // Custom characters are what the service lists when it is not asked for any stock.
  if (kind !== 'custom') query.set('stockModel', kind)
  if (search !== '') query.set('searchToken', search)
  if (id !== '') query.set('modelId', id)
  const path = query.size === 0 ? '/character/listModels' : `/character/listModels?${query}`
  return expectShape(schema, await http.read(path, signal), "Animate 3D's list of characters")
}

const SHORT = 'Must be a text of up to 200 characters.'
const short = z.string(SHORT).max(200, SHORT)

/** Who can be animated, by the id that the operations take. */
export const characters = callFor<Animate3DClient>()({
  title: 'Characters',
  input: fields({
    kind: oneOf(['all', 'custom', 'deepmotion', 'roblox'])
      .default('all')
      .describe("Which: 'custom' uploaded by this account, 'deepmotion' or 'roblox' stock, or 'all'."),
    search: short.optional().describe('Only characters whose name contains this.'),
    id: short.optional().describe('Only the character with this id.'),
  }),
  run: (wanted, { client, signal }) => listCharacters(client, wanted, signal),
})
