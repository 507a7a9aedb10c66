import { promptProblem } from './prompt-problem.ts'

/** What a JSON-valued parameter may hold. A field that is undefined is not sent. */
export type JsonParam =
  | string
  | number
  | readonly JsonParam[]
  | { readonly [field: string]: JsonParam | undefined }

/**
 * A value as the JSON text of one parameter, or null where it cannot be sent safely.
 *
 * What could take a parameter apart is written as an escape wherever it is part of a text, so that the only
 * commas left are those of JSON itself, and no `=` is. Every JSON parser undoes that, and this one has to:
 * Python's own `json.dumps`, which the PyPI client uses, escapes whatever is not ASCII in the same way.
 */
export function jsonText(value: JsonParam): string | null {
  if (!isSafe(value)) return null
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' ? rounded(part) : part,
  ).replace(TEXTS, (text) => text.replace(SEPARATORS, toEscape))
}

const TEXTS = /"(?:[^"\\]|\\.)*"/g
const SEPARATORS = /[=,;&']/g
const LARGEST = 1e9

function isSafe(value: JsonParam | undefined): boolean {
  if (typeof value === 'string') return promptProblem(value) === null
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) <= LARGEST
  return Object.values(value ?? {}).every(isSafe)
}

/** To six digits behind the point, which never print as `1e-7`. */
const rounded = (value: number): number => Number(value.toFixed(6))

const toEscape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
