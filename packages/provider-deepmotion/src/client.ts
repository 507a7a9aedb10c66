import type { ProviderIo } from '@onetake/core'
import { type Character, listCharacters } from './characters.ts'
import { createExchange } from './exchange.ts'
import { createFetchFile, type FetchFile } from './fetch-file.ts'
import { createHttp, type Http } from './http.ts'
import { toServiceUrl, DEFAULT_SERVICE_URL } from './service-url.ts'
import { createSession } from './session.ts'
import { singleFlight } from './single-flight.ts'

/** The key pair that DeepMotion gives out for its REST API. Stays on the server. */
export interface SayMotionCredentials {
  readonly clientId: string
  readonly clientSecret: string
  /**
   * Where the service is; a path and a trailing slash are fine. Must be https, or http on a loopback host
   * for an emulator. Without it `https://service.deepmotion.com`, which the Python SDK's samples print; the
   * npm SDK's print `https://api-saymotion.deepmotion.com:443`. The REST document names no host: use the
   * one that DeepMotion gave you.
   */
  readonly url?: string | undefined
}

/** What the operations share: one session of one account. */
export interface SayMotionClient extends Http {
  readonly fetchFile: FetchFile
  /** All characters, kept for a minute; asked for anew where `id` is not among those kept. Null: any will do. */
  knownCharacters(id: string | null, signal: AbortSignal): Promise<readonly Character[]>
}

/** How long a list of characters is good for. In ms. */
const CHARACTERS_MS = 60_000

/** @throws TypeError For credentials that cannot be right, before anything is sent. */
export function connectSayMotion(credentials: SayMotionCredentials, io: ProviderIo): SayMotionClient {
  for (const name of ['clientId', 'clientSecret'] as const) {
    if (typeof credentials[name] !== 'string' || credentials[name] === '') {
      throw new TypeError(`saymotion({ ${name} }) is missing or empty.`)
    }
  }
  // Basic credentials end the user name at the first colon.
  if (credentials.clientId.includes(':')) throw new TypeError('saymotion({ clientId }) may contain no colon.')

  const service = toServiceUrl(credentials.url ?? DEFAULT_SERVICE_URL)
  const now = () => io.now()
  const exchange = createExchange(service, io.fetch)
  const http = createHttp(exchange, createSession(credentials, exchange, now), now)

  let characters: { readonly list: readonly Character[]; readonly until: number } | null = null
  const refresh = singleFlight(async () => {
    // Shared by everyone who asks now, so no caller's signal ends it; the exchange has its time limit.
    const list = await listCharacters(http, {}, new AbortController().signal)
    characters = { list, until: now() + CHARACTERS_MS }
    return list
  })
  return {
    ...http,
    fetchFile: createFetchFile(service, io),
    async knownCharacters(id, signal) {
      const kept = characters !== null && now() < characters.until ? characters.list : []
      // One that was uploaded a moment ago must not be unknown for a minute.
      const isKept = id === null ? kept.length > 0 : kept.some((character) => character.id === id)
      return isKept ? kept : refresh(signal)
    },
  }
}
