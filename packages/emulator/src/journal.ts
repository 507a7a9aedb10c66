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
  readonly credentials: 'none' | 'cookie' | 'basic' | 'cookie+basic'
  /** Kinds of the scripted faults that hit it. */
  readonly faults: readonly string[]
  /** Status that was answered; null while there is no answer, and for ever where a fault broke the line. */
  readonly status: number | null
}

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
const SECRET_QUERY = new Set(['signature', 'upload_id'])

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

/** Path and query of a URL, without the values that open doors. */
export function withoutSecrets(url: URL): string {
  const query = [...url.searchParams]
    .map(([name, value]) => `${name}=${SECRET_QUERY.has(name.toLowerCase()) ? '***' : value}`)
    .join('&')
  return query === '' ? url.pathname : `${url.pathname}?${query}`
}

export function credentialsOf(headers: {
  readonly cookie?: string | undefined
  readonly authorization?: string | undefined
}): JournalEntry['credentials'] {
  if (headers.cookie) return headers.authorization ? 'cookie+basic' : 'cookie'
  return headers.authorization ? 'basic' : 'none'
}
