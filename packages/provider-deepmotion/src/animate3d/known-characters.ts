import { type Http, singleFlight } from '@onetake/provider-kit'
import { type Animate3DCharacter, listCharacters } from './characters.ts'

/** How long a list of characters is good for. In ms. */
const KEPT_MS = 60_000

/** All characters of an account, asked for once a minute, whoever asks. */
export function createKnownCharacters(http: Pick<Http, 'read'>, now: () => number) {
  let kept: { readonly list: readonly Animate3DCharacter[]; readonly until: number } | null = null
  const refresh = singleFlight(async () => {
    // Shared by everyone who asks now, so no caller's signal ends it; the exchange has its time limit.
    const list = await listCharacters(http, {}, new AbortController().signal)
    kept = { list, until: now() + KEPT_MS }
    return list
  })
  return async (id: string | null, signal: AbortSignal): Promise<readonly Animate3DCharacter[]> => {
    const list = kept !== null && now() < kept.until ? kept.list : []
    // One that was uploaded a moment ago must not be unknown for a minute.
    const isKept = id === null ? list.length > 0 : list.some((character) => character.id === id)
    return isKept ? list : refresh(signal)
  }
}
