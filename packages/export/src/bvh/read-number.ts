import { type ByteCursor, isBlank, textBetween } from './byte-cursor.ts'

/** Larger than any skeleton in any unit; what lies beyond would not survive the 32-bit floats of a GLB. */
const LARGEST = 1e9

/**
 * The number at the cursor, which ends up behind it; `NaN`, with the cursor unmoved, for anything else.
 *
 * Accepts exponents, `.5`, `5.` and a decimal comma. Up to 15 digits the result is exact, because mantissa and
 * power of ten are then both exact doubles; longer spellings go through the platform's own parser.
 */
export function readNumber(cursor: ByteCursor): number {
  const { bytes } = cursor
  const start = cursor.at
  let at = start
  let byte = bytes[at] ?? 0
  const isNegative = byte === MINUS
  if (isNegative || byte === PLUS) byte = bytes[++at] ?? 0

  let mantissa = 0
  let digits = 0
  while (byte >= ZERO && byte <= NINE) {
    mantissa = mantissa * 10 + (byte - ZERO)
    digits++
    byte = bytes[++at] ?? 0
  }
  let decimals = 0
  if (byte === POINT || byte === COMMA) {
    if (byte === POINT && cursor.firstPoint < 0) cursor.firstPoint = at
    if (byte === COMMA && cursor.firstComma < 0) cursor.firstComma = at
    byte = bytes[++at] ?? 0
    while (byte >= ZERO && byte <= NINE) {
      mantissa = mantissa * 10 + (byte - ZERO)
      decimals++
      byte = bytes[++at] ?? 0
    }
    digits += decimals
  }
  if (digits === 0) return Number.NaN

  const hasExponent = (byte | 32) === LETTER_E
  if (hasExponent) {
    byte = bytes[++at] ?? 0
    if (byte === MINUS || byte === PLUS) byte = bytes[++at] ?? 0
    const firstDigit = at
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] ?? 0
    if (at === firstDigit) return Number.NaN
  }
  if (at < bytes.length && !isBlank(byte) && byte !== BRACE_OPEN && byte !== BRACE_CLOSE) return Number.NaN

  const magnitude =
    hasExponent || digits > EXACT_DIGITS
      ? Math.abs(Number(textBetween(cursor, start, at).replace(',', '.')))
      : mantissa / (POWERS_OF_TEN[decimals] ?? 1)
  if (!(magnitude <= LARGEST)) return Number.NaN
  cursor.at = at
  return isNegative ? -magnitude : magnitude
}

const EXACT_DIGITS = 15
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)

const ZERO = 48
const NINE = 57
const PLUS = 43
const COMMA = 44
const MINUS = 45
const POINT = 46
const LETTER_E = 101
const BRACE_OPEN = 123
const BRACE_CLOSE = 125
