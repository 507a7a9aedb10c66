import { invalidInput } from '@onetake/core'
import type { SayMotionClient } from './client.ts'

/** How many characters an error names. */
const NAMED = 20

/**
 * The id of who moves: the one that was asked for, or the first one SayMotion lists.
 *
 * @throws JobError `invalid-input` when there is no such character; the message names who there is.
 */
export async function chooseCharacter(
  asked: string | undefined,
  client: SayMotionClient,
  signal: AbortSignal,
): Promise<string> {
  const known = await client.knownCharacters(asked ?? null, signal)
  const chosen = asked === undefined ? known[0] : known.find(({ id }) => id === asked)
  if (chosen) return chosen.id
  if (known.length === 0) {
    throw invalidInput('character', 'The account has none. Upload one, then start again.')
  }
  const names = known.slice(0, NAMED).map(({ id, name }) => (name === '' ? id : `${id} (${name})`))
  const more = known.length > NAMED ? `, and ${known.length - NAMED} more` : ''
  throw invalidInput('character', `Must be one of: ${names.join(', ')}${more}.`)
}
