import type { ProviderIo, UploadFile } from '@onetake/core'
import {
  createExchange,
  createFetchFile,
  createHttp,
  toService,
  type FetchFile,
  type Http,
} from '@onetake/provider-kit'
import { createKnownCharacters } from '../characters/known-characters.ts'
import type { Character } from '../characters/list-characters.ts'
import { FILE_HOSTS } from '../session/file-hosts.ts'
import { assertKeyPair, type KeyPair } from '../session/key-pair.ts'
import { createSession } from '../session/session.ts'
import { uploadFile } from '../upload/upload-file.ts'
import { listCharacters } from './characters.ts'

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
  return {
    ...http,
    fetchFile: createFetchFile(service, io),
    ...createKnownCharacters((signal) => listCharacters(http, {}, signal), now),
    uploadFile: (address, file, signal) => uploadFile(address, file, { service, io, signal }),
  }
}
