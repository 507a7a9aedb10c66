import * as z from 'zod'
import { expectShape, type Http, isAskable } from '@onetake/provider-kit'

/** Who can be animated. */
export type Character = {
  /** What the operations take as `character`. */
  readonly id: string
  /** For a person; empty where the service has none. */
  readonly name: string
  /** `custom`, `deepmotion` or `roblox`; null where the service does not say. */
  readonly kind: string | null
  /** The skeleton it has; null where the service does not say. */
  readonly rigId: string | null
  /** ms since the Unix epoch; null where the service does not say. */
  readonly createdAt: number | null
  /** ms since the Unix epoch; null where the service does not say. */
  readonly updatedAt: number | null
}

/** Which characters to list: those of the account, those that DeepMotion offers, or both. */
export const CHARACTER_KINDS = ['all', 'custom', 'deepmotion', 'roblox'] as const
export type CharacterKind = (typeof CHARACTER_KINDS)[number]

/** All characters where nothing is told. */
export interface CharacterFilter {
  readonly kind?: CharacterKind | undefined
  /** What the name contains. */
  readonly search?: string | undefined
  readonly id?: string | undefined
}

const text = z.string().nullish().catch(null)
const instant = z.number().nullish().catch(null)

// The documents print a bare array and `Id`; what arrives is `{ list }` and `id`.
const entry = z
  .object({ id: text, Id: text, name: text, platform: text, rigId: text, ctime: instant, mtime: instant })
  .transform(({ id, Id, name, platform, rigId, ctime, mtime }, issues): Character => {
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

/** Where a service of DeepMotion lists characters. */
interface CharacterList {
  readonly path: string
  /** As people say it, for messages. */
  readonly service: string
}

/**
 * The characters that can be animated now.
 *
 * @see REST API READMEs of Animate 3D and SayMotion, "listModels"; the envelope: DeepMotion's demo script, and npm
 * dm-saymotion-api 1.0.0, client.js
 */
export const listCharactersAt =
  ({ path, service }: CharacterList) =>
  async (
    http: Pick<Http, 'read'>,
    { kind = 'all', search = '', id = '' }: CharacterFilter,
    signal: AbortSignal,
  ): Promise<readonly Character[]> => {
    const query = new URLSearchParams()
    // Custom characters are what the service lists when it is not asked for any stock.
    if (kind !== 'custom') query.set('stockModel', kind)
    if (search !== '') query.set('searchToken', search)
    if (id !== '') query.set('modelId', id)
    const answer = await http.read(query.size === 0 ? path : `${path}?${query}`, signal)
    return expectShape(schema, answer, `${service}'s list of characters`)
  }
