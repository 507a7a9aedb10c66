import { isWord } from './is-word.ts'

// Each writes one value as the text behind `key=`, or null where it cannot be sent safely.

export const word = (text: string): string | null => (isWord(text) ? text : null)

/** A list of words: none of them has a comma, so the commas are ours. */
export const words = (texts: readonly string[]): string | null =>
  texts.length > 0 && texts.every(isWord) ? texts.join(',') : null

/** As most switches are written. */
export const flag = (value: boolean): string => (value ? '1' : '0')

/** As `upperBodyOnly` and `rootAtOrigin` are written, unlike every other switch. */
export const spokenFlag = (value: boolean): string => (value ? 'true' : 'false')

/** Never `1e-7`, never `NaN`: digits, at most six of them behind the point. */
export function decimal(value: number): string | null {
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) return null
  const text = value.toFixed(6).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

/** A list of numbers, so its commas are ours. */
export function decimals(values: readonly number[]): string | null {
  const texts = values.map(decimal)
  return texts.length === 0 || texts.includes(null) ? null : texts.join(',')
}
