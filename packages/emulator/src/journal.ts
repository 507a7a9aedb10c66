import type { IncomingHttpHeaders } from 'node:http'

/** One request that arrived. It never holds a cookie, a password, a signature or a body. */
export interface JournalEntry {
  /** Place in the order of arrival, from 1. */
  readonly number: number
  readonly method: string
  /** Path and query; the values of secret query parameters read `***`. */
  readonly path: string
  /** Virtual instant of arrival, ms since the Unix epoch. */
  readonly at: number
  /** Name of the route, or null where none matched. */
  readonly route: string | null
  /** What the client identified itself with, without the thing itself. */
  readonly credentials: CredentialKinds
  /** Kinds of the scripted faults that hit it. */
  readonly faults: readonly string[]
  /** Status that was answered; null while there is no answer, and for ever where a fault broke the line. */
  readonly status: number | null
}

/** In this order, joined by a plus, where a request carries several. A `key` is one of the headers that gateways ask for. */
export type CredentialKinds =
  | 'none'
  | CredentialKind
  | `${CredentialKind}+${CredentialKind}`
  | `${CredentialKind}+${CredentialKind}+${CredentialKind}`

type CredentialKind = 'cookie' | 'basic' | 'bearer' | 'key'

export interface JournalFilter {
  readonly route?: string
  readonly method?: string
  readonly status?: number | null
}

/** Every request to the services and the storage, in order; the newest ten thousand are kept. */
export interface Journal {
  entries(filter?: JournalFilter): readonly JournalEntry[]
  count(filter?: JournalFilter): number
  clear(): void
}

export interface WritableJournal extends Journal {
  /** @returns A function that notes the answered status. */
  open(entry: Omit<JournalEntry, 'number' | 'status'>): (status: number) => void
}

const KEPT = 10_000

/** Names of query parameters, in lower case and without separators, whose values open doors. */
const SECRET_QUERY = new Set([
  'accesstoken',
  'apikey',
  'authorization',
  'clientsecret',
  'dmsess',
  'key',
  'password',
  'rapidapikey',
  'secret',
  'session',
  'sig',
  'signature',
  'token',
  'uploadid',
  'xgoogcredential',
  'xgoogsignature',
  'xrapidapikey',
])

/** Headers that carry an API key. */
const KEY_HEADERS = ['x-api-key', 'x-rapidapi-key', 'api-key']

export function createJournal(): WritableJournal {
  let entries: JournalEntry[] = []
  let lastNumber = 0
  const select = (filter: JournalFilter = {}) =>
    entries.filter(
      (entry) =>
        (filter.route === undefined || entry.route === filter.route) &&
        (filter.method === undefined || entry.method === filter.method) &&
        (filter.status === undefined || entry.status === filter.status),
    )
  return {
    entries: select,
    count: (filter) => select(filter).length,
    clear() {
      entries = []
    },
    open(entry) {
      lastNumber += 1
      const number = lastNumber
      entries.push({ ...entry, number, status: null })
      if (entries.length > KEPT) entries.shift()
      return (status) => {
        const index = entries.findIndex((candidate) => candidate.number === number)
        const opened = entries[index]
        if (opened) entries[index] = { ...opened, status }
      }
    },
  }
}

/** Path and query of a URL, without the values that open doors; a URL within the query is rid of them too. */
export function withoutSecrets(url: URL): string {
  const query = [...url.searchParams].map(([name, value]) => `${name}=${masked(name, value)}`).join('&')
  return query === '' ? url.pathname : `${url.pathname}?${query}`
}

/** What kinds of credentials the headers carry. */
export function credentialsOf(headers: IncomingHttpHeaders): CredentialKinds {
  const { cookie, authorization } = headers
  const kinds = [
    ...(cookie ? ['cookie'] : []),
    ...(authorization ? [/^bearer /i.test(authorization) ? 'bearer' : 'basic'] : []),
    ...(KEY_HEADERS.some((name) => headers[name]) ? ['key'] : []),
  ]
  // The pieces above are the type's own.
  return kinds.length === 0 ? 'none' : (kinds.join('+') as CredentialKinds)
}

function masked(name: string, value: string): string {
  if (SECRET_QUERY.has(name.toLowerCase().replaceAll(/[-_]/g, ''))) return '***'
  if (!/^https?:/i.test(value) || !URL.canParse(value)) return value
  const inner = new URL(value)
  return `${inner.origin}${withoutSecrets(inner)}`
}
