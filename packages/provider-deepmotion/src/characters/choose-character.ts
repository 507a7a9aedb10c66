import { invalidInput } from '@onetake/core'
import type { Character } from './list-characters.ts'

interface Knower {
  knownCharacters(id: string | null, signal: AbortSignal): Promise<readonly Character[]>
}

/** How many characters an error names. */
const NAMED = 20

/**
 * The id of who moves: the one that was asked for, or the first one the service lists.
 *
 * @param field - Where the input says it, for the error: `character`, `persons.0.character`.
 * @throws JobError `invalid-input` when there is no such character; the message names who there is.
 */
export async function chooseCharacter(
  asked: string | undefined,
  field: string,
  { client, signal }: { readonly client: Knower; readonly signal: AbortSignal },
): Promise<string> {
  const known = await client.knownCharacters(asked ?? null, signal)
  const chosen = asked === undefined ? known[0] : known.find(({ id }) => id === asked)
  if (chosen) return chosen.id
  if (known.length === 0) throw invalidInput(field, 'The account has none. Upload one, then start again.')
  const names = known.slice(0, NAMED).map(({ id, name }) => (name === '' ? id : `${id} (${name})`))
  const more = known.length > NAMED ? `, and ${known.length - NAMED} more` : ''
  throw invalidInput(field, `Must be one of: ${names.join(', ')}${more}.`)
}
