import type { Note } from '../report/note.ts'
import type { BvhFile } from './bvh-file.ts'
import { createByteCursor, invalidAt } from './byte-cursor.ts'
import { readFrames } from './read-frames.ts'
import { readHierarchy } from './read-hierarchy.ts'

/**
 * Read a BVH file as its maker wrote it: any case, any line ends, any Euler order, any number of channels.
 *
 * What can be repaired without guessing (a wrong frame count, a last line cut short, decimal commas) is repaired and
 * noted; units, axes and the meaning of position channels are left to `toMotion`.
 *
 * @throws ExportError `invalid-file` with line and column for everything else.
 */
export function parseBvh(source: string | Uint8Array): BvhFile {
  const cursor = createByteCursor(typeof source === 'string' ? new TextEncoder().encode(source) : source)
  if (isUtf16(cursor.bytes))
    throw invalidAt(cursor, 'the file is saved as UTF-16; save it as UTF-8 or plain ASCII.', 0)

  const notes: Note[] = []
  const { joints, channelCount } = readHierarchy(cursor)
  const frames = readFrames(cursor, channelCount, notes)
  if (cursor.firstComma >= 0) {
    // "1,234.5" and "1,234" beside "5.6" could be thousands; a guess here would be off by a factor of 1000.
    if (cursor.firstPoint >= 0) throw invalidAt(cursor, MIXED_DECIMALS, cursor.firstComma)
    notes.push(DECIMAL_COMMAS)
  }
  return { joints, channelCount, ...frames, notes }
}

export const MIXED_DECIMALS = 'the file mixes decimal commas and points; use points.'

export const DECIMAL_COMMAS: Note = {
  code: 'decimal-commas',
  severity: 'info',
  message: 'Numbers are written with decimal commas and were read so.',
  before: ',',
  after: '.',
}

export const isUtf16 = ([first, second]: Uint8Array): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
