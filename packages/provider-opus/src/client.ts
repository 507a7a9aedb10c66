import type { ProviderIo } from '@onetake/core'
import {
  createBoundary,
  createExchange,
  createFetchFile,
  createHttp,
  fixedAuth,
  toService,
  vendorWords,
  type FetchFile,
  type Http,
} from '@onetake/provider-kit'
import { throughGateway } from './gateway.ts'

export interface OpusCredentials {
  /** The key of the application that is subscribed to Opus at RapidAPI. */
  readonly rapidApiKey: string
  /** Where the API is; https, or http on a loopback host for an emulator. `https://opus-gen02.p.rapidapi.com` unless told. */
  readonly url?: string | undefined
  /** What the header `x-rapidapi-host` says. `opus-gen02.p.rapidapi.com` unless told. */
  readonly host?: string | undefined
}

/** What the operations share: one key at one address. */
export interface OpusClient extends Http {
  readonly fetchFile: FetchFile
  /** ms since the Unix epoch. */
  now(): number
  /** What parts a form, anew each time. */
  boundary(): string
  /** What Opus said, made fit to be shown. */
  words(said: string): string
}

/** @see Opus, "Python Example" `test.py`, `RAPIDAPI_HOST` */
const DEFAULT_HOST = 'opus-gen02.p.rapidapi.com'
/** Gateways of RapidAPI have been seen to wait for minutes; giving up before them would lose replies. In ms. */
const REPLY_WITHIN_MS = 180_000

/** @throws TypeError For credentials that cannot be right, before anything is sent. */
export function connectOpus(credentials: OpusCredentials, io: ProviderIo): OpusClient {
  const { rapidApiKey, host = DEFAULT_HOST, url = `https://${DEFAULT_HOST}` } = credentials
  assertHeader('rapidApiKey', rapidApiKey)
  assertHeader('host', host)
  // Where files are kept is documented nowhere.
  const service = toService({ name: 'Opus', url, fileHosts: 'public' })
  const now = () => io.now()
  const exchange = throughGateway(createExchange(service, io.fetch, REPLY_WITHIN_MS), now)
  const auth = fixedAuth(service, { 'x-rapidapi-key': rapidApiKey, 'x-rapidapi-host': host })
  return {
    ...createHttp({ service, exchange, auth, now }),
    fetchFile: createFetchFile(service, io),
    now,
    boundary: () => createBoundary(() => io.random()),
    words: (said) => vendorWords(said, [rapidApiKey]),
  }
}

function assertHeader(name: string, value: unknown): void {
  // Whatever is no printable ASCII would fail with every request, in words that repeat it.
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return
  throw new TypeError(`opus({ ${name} }) must be a text without spaces or control characters.`)
}
