import type { ProviderIo } from '@onetake/core'
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
import type { Content } from '../upload/read-part.ts'
import { uploadFile } from '../upload/upload-file.ts'
import { listCharacters } from './characters.ts'

export interface Animate3DCredentials extends KeyPair {
  /**
   * Where the service is; a path and a trailing slash are fine. Must be https, or http on a loopback host
   * for an emulator. Without it `https://service.deepmotion.com`, which the samples of both SDKs print. The
   * REST document names no host: use the one that DeepMotion gave you.
   */
  readonly url?: string | undefined
}

/** What the operations share: one session of one account. */
export interface Animate3DClient extends Http {
  readonly fetchFile: FetchFile
  /** Write a file to a signed address that the service handed out. Its errors: {@link uploadFile}. */
  uploadFile(address: string, file: Content, signal: AbortSignal): Promise<void>
  /** All characters, kept for a minute; asked for anew where `id` is not among those kept. Null: any will do. */
  knownCharacters(id: string | null, signal: AbortSignal): Promise<readonly Character[]>
  /** ms since the Unix epoch. */
  now(): number
}

/** PyPI and npm dm-animate3d-api 1.0.0, samples. */
const DEFAULT_URL = 'https://service.deepmotion.com'

/** @throws TypeError For credentials that cannot be right, before anything is sent. */
export function connectAnimate3D(credentials: Animate3DCredentials, io: ProviderIo): Animate3DClient {
  assertKeyPair('animate3d', credentials)
  const service = toService({
    name: 'Animate 3D',
    url: credentials.url ?? DEFAULT_URL,
    fileHosts: FILE_HOSTS,
  })
  const now = () => io.now()
  const exchange = createExchange(service, io.fetch)
  const auth = createSession(credentials, { service, path: '/session/auth', exchange, now })
  const http = createHttp({ service, exchange, auth, now })
  const { knownCharacters } = createKnownCharacters((signal) => listCharacters(http, {}, signal), now)
  return {
    ...http,
    now,
    fetchFile: createFetchFile(service, io),
    uploadFile: (address, file, signal) => uploadFile(address, file, { service, io, signal }),
    knownCharacters,
  }
}
