import { HttpError } from '../http/http-error.ts'

/** The `params` list of a request, read by name. Every reader throws {@link InvalidParams} and gives null for "not there". */
export interface Params {
  /** As they came, by name: what `parameters` shows later. */
  readonly echo: Readonly<Record<string, string>>
  text(key: string): string | null
  required(key: string): string
  number(key: string, least: number, most: number): number | null
  integer(key: string, least: number, most: number): number | null
  /** `0` or `1`; the words `false` and `true` count too, as some clients write them. */
  flag(key: string): boolean | null
  /** So many numbers with commas between them. */
  numbers(key: string, count: number, least: number, most: number): readonly number[] | null
  oneOf<T extends string>(key: string, values: readonly T[]): T | null
  object(key: string): Readonly<Record<string, unknown>> | null
  has(key: string): boolean
  /** Names that nothing has asked for. */
  unread(): readonly string[]
}

/** A parameter is missing, out of range or unreadable: 400, or a job that fails, as the modes say. */
export class InvalidParams extends Error {
  override readonly name = 'InvalidParams'
}

/**
 * Read `{"params": ["key=value", ...]}`: split at the first `=`, one pair of quotes around a prompt taken off, a bare
 * `null` and nothing mean "not given". A prompt of `"null"` is the word.
 *
 * @throws HttpError 400 for a body of another shape: such a request makes no job in any mode.
 */
export function parseParams(body: unknown): Params {
  const list = isRecord(body) ? body['params'] : undefined
  if (!Array.isArray(list)) throw new HttpError(400, 'The body needs `params`, an array of "key=value".')
  const echo = new Map<string, string>()
  const values = new Map<string, string | null>()
  for (const item of list) {
    const at = typeof item === 'string' ? item.indexOf('=') : -1
    if (typeof item !== 'string' || at < 1) throw new HttpError(400, 'Each of `params` reads "key=value".')
    const key = item.slice(0, at)
    if (values.has(key)) throw new HttpError(400, `The parameter ${key} is there twice.`)
    const value = item.slice(at + 1)
    const bare = key === 'prompt' ? unquoted(value) : value
    echo.set(key, bare)
    values.set(key, value === 'null' || bare === '' ? null : bare)
  }
  return paramsOf(values, Object.fromEntries(echo))
}

function paramsOf(values: ReadonlyMap<string, string | null>, echo: Params['echo']): Params {
  const read = new Set<string>()
  const text = (key: string): string | null => {
    read.add(key)
    return values.get(key) ?? null
  }
  const number: Params['number'] = (key, least, most) => {
    const value = text(key)
    return value === null
      ? null
      : numberWithin(key, value.trim() === '' ? Number.NaN : Number(value), least, most)
  }
  return {
    echo,
    text,
    number,
    required(key) {
      const value = text(key)
      if (value === null || value.trim() === '') throw new InvalidParams(`The parameter ${key} is missing.`)
      return value
    },
    integer(key, least, most) {
      const value = number(key, least, most)
      if (value !== null && !Number.isInteger(value))
        throw new InvalidParams(`${key} is a whole number, not ${value}.`)
      return value
    },
    flag(key) {
      const value = text(key)
      if (value === null) return null
      if (!['0', '1', 'false', 'true'].includes(value))
        throw new InvalidParams(`${key} is 0 or 1, not ${JSON.stringify(value)}.`)
      return value === '1' || value === 'true'
    },
    numbers(key, count, least, most) {
      const value = text(key)
      if (value === null) return null
      const parts = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
      if (parts.length !== count || !parts.every((part) => part >= least && part <= most))
        throw new InvalidParams(`${key} is ${count} numbers from ${least} to ${most}, with commas.`)
      return parts
    },
    oneOf(key, allowed) {
      const value = text(key)
      if (value === null) return null
      const found = allowed.find((candidate) => candidate === value)
      if (found === undefined)
        throw new InvalidParams(`${key} is one of ${allowed.join(', ')}, not ${JSON.stringify(value)}.`)
      return found
    },
    object(key) {
      const value = text(key)
      return value === null ? null : parseObject(key, value)
    },
    has: (key) => text(key) !== null,
    unread: () => [...values.keys()].filter((key) => !read.has(key)),
  }
}

/** @throws InvalidParams unless the number is there and within both ends. */
export function numberWithin(name: string, value: unknown, least: number, most: number): number {
  if (typeof value === 'number' && value >= least && value <= most) return value
  throw new InvalidParams(`${name} is a number from ${least} to ${most}.`)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Clients put prompts between quotes without escaping those inside: exactly one outer pair goes. */
function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
}

function parseObject(key: string, text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new InvalidParams(`${key} is not JSON.`)
  }
  if (!isRecord(value)) throw new InvalidParams(`${key} is not a JSON object.`)
  return value
}
