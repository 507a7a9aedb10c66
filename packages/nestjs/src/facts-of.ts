import type { IncomingMessage } from 'node:http'
import type { RequestFacts } from '@onetake/server'

/** What a request says of itself, by which it may change something or not. */
export function factsOf({ headers }: IncomingMessage): RequestFacts {
  const site = headers['sec-fetch-site']
  const length = headers['content-length']
  return {
    contentType: headers['content-type'] ?? null,
    site: typeof site === 'string' ? site : null,
    bytes: length === undefined ? null : Number(length),
  }
}
