import * as z from 'zod'

const shapes = z.union([z.array(z.string()).min(1), z.record(z.string(), z.unknown())])

/**
 * What a listed job was started with, by key. As a list of `key=value` or as an object: neither is documented,
 * so both are read. Null: not told.
 */
export function listedParameters(parameters: unknown): ReadonlyMap<string, string> | null {
  const { data } = shapes.safeParse(parameters)
  if (data === undefined) return null
  const pairs = Array.isArray(data)
    ? data.map(toPair)
    : Object.entries(data).flatMap(([key, value]): [string, string][] =>
        value === null ? [] : [[key, textOf(value)]],
      )
  return pairs.length === 0 ? null : new Map(pairs)
}

/** Empty for what is nested deeper than anything that was ever sent. */
function textOf(value: unknown): string {
  if (typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value)
  } catch {
    return ''
  }
}

export function toPair(param: string): [string, string] {
  const at = param.indexOf('=')
  return at < 0 ? [param, ''] : [param.slice(0, at), param.slice(at + 1)]
}

/**
 * Whether a listed value is one that was sent: `1` is `1.0`, a prompt is the same with or without the pair of
 * quotes it was sent in, and JSON says the same in any order of its fields and with any blanks and escapes.
 */
export function isSameValue(sent: string, listed: string | undefined): boolean {
  if (listed === undefined) return false
  const [ours, theirs] = [unquoted(sent), unquoted(listed)]
  if (ours === theirs) return true
  if (ours.startsWith('{')) return canonical(ours) !== null && canonical(ours) === canonical(theirs)
  return ours !== '' && theirs !== '' && Number(ours) === Number(theirs)
}

const unquoted = (text: string): string => /^"(.*)"$/s.exec(text)?.[1] ?? text

/** The same text for the same JSON; null for what is none. */
function canonical(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), (_, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
        : value,
    )
  } catch {
    return null
  }
}
