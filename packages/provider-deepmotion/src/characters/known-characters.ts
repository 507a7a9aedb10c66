import { singleFlight } from '@onetake/provider-kit'
import type { Character } from './list-characters.ts'

/** How long a list of characters is good for. In ms. */
const KEPT_MS = 60_000

/** All characters of an account, asked for once a minute, whoever asks. */
export function createKnownCharacters(
  list: (signal: AbortSignal) => Promise<readonly Character[]>,
  now: () => number,
) {
  let kept: { readonly list: readonly Character[]; readonly until: number } | null = null
  const refresh = singleFlight(async () => {
    // Shared by everyone who asks now, so no caller's signal ends it; the exchange has its time limit.
    const characters = await list(new AbortController().signal)
    kept = { list: characters, until: now() + KEPT_MS }
    return characters
  })
  return {
    /** All of them; asked for anew where `id` is not among those kept. Null: any will do. */
    async knownCharacters(id: string | null, signal: AbortSignal): Promise<readonly Character[]> {
      const known = kept !== null && now() < kept.until ? kept.list : []
      // One that was uploaded a moment ago must not be unknown for a minute.
      const isKept = id === null ? known.length > 0 : known.some((character) => character.id === id)
      return isKept ? known : refresh(signal)
    },
    /** One came, or went: the list is asked for anew. */
    forgetCharacters(): void {
      kept = null
    },
  }
}
