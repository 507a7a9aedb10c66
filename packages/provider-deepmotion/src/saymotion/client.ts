import type { ProviderIo, UploadFile } from '@onetake/core'
import {
  createExchange,
  createFetchFile,
  createHttp,
  singleFlight,
  toService,
  type FetchFile,
  type Http,
} from '@onetake/provider-kit'
import { FILE_HOSTS } from '../session/file-hosts.ts'
import { assertKeyPair, type KeyPair } from '../session/key-pair.ts'
import { createSession } from '../session/session.ts'
import { uploadFile } from '../upload/upload-file.ts'
import { type Character, listCharacters } from './characters.ts'

export interface SayMotionCredentials extends KeyPair {
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
  /** One came, or went: the list is asked for anew. */
  forgetCharacters(): void
  /** Write a file to a signed address of the storage, and nowhere else. */
  uploadFile(address: string, file: UploadFile, signal: AbortSignal): Promise<void>
}

/**
 * The host that the Python SDK's samples print (PyPI dm-saymotion-api 1.0.0). The npm SDK's README
 * (dm-saymotion-api 1.0.0) prints `https://api-saymotion.deepmotion.com:443`; the REST document prints none.
 */
const DEFAULT_URL = 'https://service.deepmotion.com'
/** How long a list of characters is good for. In ms. */
const CHARACTERS_MS = 60_000

/** @throws TypeError For credentials that cannot be right, before anything is sent. */
export function connectSayMotion(credentials: SayMotionCredentials, io: ProviderIo): SayMotionClient {
  assertKeyPair('saymotion', credentials)
  const service = toService({
    name: 'SayMotion',
    url: credentials.url ?? DEFAULT_URL,
    fileHosts: FILE_HOSTS,
  })
  const now = () => io.now()
  const exchange = createExchange(service, io.fetch)
  const auth = createSession(credentials, { service, path: '/account/v1/auth', exchange, now })
  const http = createHttp({ service, exchange, auth, now })

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
    forgetCharacters() {
      characters = null
    },
    uploadFile: (address, file, signal) => uploadFile(address, file, { service, io, signal }),
  }
}
