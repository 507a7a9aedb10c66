import type { ProviderIo } from '@onetake/core'
import {
  addressOf,
  createBoundary,
  createExchange,
  createFetchFile,
  createHttp,
  fixedAuth,
  toService,
  type FileReply,
  type Http,
} from '@onetake/provider-kit'

export interface HalloOptions {
  /** Where the API is, such as `http://gpu-1:8001`. It asks for no credentials, so plain http will do. */
  readonly url: string
}

export interface HalloClient extends Http {
  /** The bytes at a path of the service. */
  file(path: string, signal: AbortSignal): Promise<FileReply>
  /** What parts a form, anew each time. */
  boundary(): string
}

/** The model keeps the machine busy, and the answer to a start comes from the same machine. In ms. */
const REPLY_WITHIN_MS = 60_000

/** @throws TypeError For an address that cannot be right, before anything is sent. */
export function connectHallo({ url }: HalloOptions, io: ProviderIo): HalloClient {
  const service = toService({ name: 'Hallo', url, isOpen: true })
  const exchange = createExchange(service, io.fetch, REPLY_WITHIN_MS)
  const fetchFile = createFetchFile(service, io)
  return {
    ...createHttp({ service, exchange, auth: fixedAuth(service), now: () => io.now() }),
    file: (path, signal) => fetchFile(addressOf(service, path), signal),
    boundary: () => createBoundary(() => io.random()),
  }
}
