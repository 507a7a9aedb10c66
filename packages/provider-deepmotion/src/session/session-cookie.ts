export interface SessionCookie {
  /** The value exactly as received: it is percent-encoded, and goes back that way. */
  readonly value: string
  /** How long it lives, in ms from now; null where the service does not say. */
  readonly lifetimeMs: number | null
}

/**
 * The `dmsess` cookie of a login, or null where none was set.
 *
 * @param now - ms since the Unix epoch. `Expires` is compared with it and with the service's own `Date`, and
 * the sooner end counts: then a clock that is wrong, on either side, costs a login more, not a lost submit.
 */
export function readSessionCookie(headers: Headers, now: number): SessionCookie | null {
  for (const cookie of headers.getSetCookie()) {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim())
    const value = pair.startsWith('dmsess=') ? pair.slice('dmsess='.length) : ''
    if (value !== '') return { value, lifetimeMs: lifetimeOf(attributes, headers.get('date'), now) }
  }
  return null
}

function lifetimeOf(attributes: readonly string[], date: string | null, now: number): number | null {
  const maxAge = Number.parseInt(attribute(attributes, 'max-age'), 10)
  const expires = Date.parse(attribute(attributes, 'expires'))
  const lifetimes = Number.isNaN(maxAge) ? [expires - now, expires - Date.parse(date ?? '')] : [maxAge * 1000]
  // A cookie that is over on arrival says nothing: it is used until the service refuses it.
  const possible = lifetimes.filter((lifetime) => lifetime > 0)
  return possible.length === 0 ? null : Math.min(...possible)
}

const attribute = (attributes: readonly string[], name: string): string =>
  attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
