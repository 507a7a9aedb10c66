import { ExportError, type ExportErrorCode } from '../export-error.ts'

/** A reading position in a text file that is never turned into a string. */
export interface ByteCursor {
  readonly bytes: Uint8Array
  at: number
  /** Where the first number with a decimal point, and with a decimal comma, was met; -1 while there was none. */
  firstPoint: number
  firstComma: number
  /** Where in the file the first of the bytes stands: a stream hands over a file piece by piece. */
  readonly begin: TextPlace
}

export interface TextPlace {
  readonly byteOffset: number
  readonly line: number
  readonly column: number
}

const FILE_START: TextPlace = { byteOffset: 0, line: 1, column: 1 }

export const createByteCursor = (bytes: Uint8Array, begin = FILE_START): ByteCursor => ({
  bytes,
  at: begin.byteOffset === 0 && hasByteOrderMark(bytes) ? 3 : 0,
  firstPoint: -1,
  firstComma: -1,
  begin,
})

/** Everything up to and including the space counts as blank, stray NUL padding too. */
export const isBlank = (byte: number): boolean => byte <= 32
export const isLineEnd = (byte: number): boolean => byte === 10 || byte === 13

/** Past blanks and line ends. */
export function skipSpace(cursor: ByteCursor): void {
  const { bytes } = cursor
  while (cursor.at < bytes.length && isBlank(bytes[cursor.at] ?? 0)) cursor.at++
}

/** Past blanks, but never into the next line. */
export function skipBlanks(cursor: ByteCursor): void {
  const { bytes } = cursor
  let at = cursor.at
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0
    if (!isBlank(byte) || isLineEnd(byte)) break
    at++
  }
  cursor.at = at
}

/** The next run of letters, in lower case, and the cursor behind it; empty when something else comes next. */
export function readKeyword(cursor: ByteCursor): string {
  skipSpace(cursor)
  const start = cursor.at
  while (isLetter(cursor.bytes[cursor.at] ?? 0)) cursor.at++
  return textBetween(cursor, start, cursor.at).toLowerCase()
}

/** Whether the next thing after any space is this byte; if so it is consumed. */
export function takeByte(cursor: ByteCursor, character: string): boolean {
  skipSpace(cursor)
  if (cursor.bytes[cursor.at] !== character.charCodeAt(0)) return false
  cursor.at++
  return true
}

const decoder = new TextDecoder()
export const textBetween = (cursor: ByteCursor, start: number, end: number): string =>
  decoder.decode(cursor.bytes.subarray(start, end))

/** What a person would see at the cursor, short enough for a message. */
export function glimpse(cursor: ByteCursor): string {
  const { bytes, at } = cursor
  let end = at
  while (end < bytes.length && end - at < 24 && !isBlank(bytes[end] ?? 0)) end++
  return end === at ? 'the end of the file' : JSON.stringify(textBetween(cursor, at, end))
}

/** The error for a file that cannot be read further than `byteOffset`, with its line and column. */
export function invalidAt(cursor: ByteCursor, message: string, byteOffset = cursor.at): ExportError {
  return errorAt('invalid-file', placeOf(cursor, byteOffset), message)
}

export const errorAt = (code: ExportErrorCode, place: TextPlace, message: string): ExportError =>
  new ExportError(code, `Line ${place.line}, column ${place.column}: ${message}`, place)

/** Line and column of a byte; CR, LF and CRLF each end one line. */
export function placeOf({ bytes, begin }: ByteCursor, byteOffset: number): TextPlace {
  const end = Math.min(byteOffset, bytes.length)
  let line = begin.line
  let lineStart = 1 - begin.column
  for (let index = 0; index < end; index++) {
    const byte = bytes[index] ?? 0
    const isCrOfCrLf = byte === 13 && bytes[index + 1] === 10
    if (!isLineEnd(byte) || isCrOfCrLf) continue
    line++
    lineStart = index + 1
  }
  return { byteOffset: begin.byteOffset + end, line, column: end - lineStart + 1 }
}

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122

const hasByteOrderMark = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
