/** Any JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const SECRET =
  /secret|token|passw|credential|authori[sz]ation|api-?_?key|private|signature|cookie|session|^ref$/i
const ADDRESS = /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi
const DATA = /\bdata:[\w.+/-]+[;,]\S*/gi

/**
 * An input as it may lie beside a file that is handed on: a field named like a secret is left out, and so is every
 * address inside a text, because a link that a service signed is as good as a key.
 *
 * Deeper than 32 levels nothing is kept, and what is no JSON becomes null.
 */
export function withoutSecrets(value: unknown, depth = 0): Json {
  if (typeof value === 'string') return value.replaceAll(DATA, '(data)').replaceAll(ADDRESS, '(address)')
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'object' || value === null || depth > 32) return null
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !SECRET.test(key) && item !== undefined)
      .map(([key, item]) => [key, withoutSecrets(item, depth + 1)]),
  )
}
