import type { Note } from '../report/note.ts'
import {
  type ByteCursor,
  glimpse,
  invalidAt,
  isLineEnd,
  readKeyword,
  skipBlanks,
  skipSpace,
  takeByte,
} from './byte-cursor.ts'
import { readNumber } from './read-number.ts'

export interface BvhFrames {
  readonly frameCount: number
  readonly frameTime: number
  readonly values: Float64Array
}

/**
 * Everything from MOTION on. The lines that are there decide how many frames there are: a wrong `Frames:` and a
 * last line cut short are repaired and noted; a line of the wrong length anywhere else is an error, since every
 * later joint would receive another joint's numbers.
 */
export function readFrames(cursor: ByteCursor, channelCount: number, notes: Note[]): BvhFrames {
  const header = readMotionHeader(cursor, notes)
  if (!header || channelCount === 0) {
    notes.push(NO_MOTION)
    return { frameCount: 0, frameTime: header?.frameTime ?? 0, values: new Float64Array(0) }
  }

  const { bytes } = cursor
  // A number and its separator take two bytes, so a false count cannot make this allocate more than the file.
  const mostFrames = Math.floor((bytes.length - cursor.at) / (2 * channelCount)) + 1
  let values = new Float64Array(Math.min(Math.max(header.declared, 1), mostFrames) * channelCount)
  let frameCount = 0
  for (;;) {
    skipSpace(cursor)
    if (cursor.at >= bytes.length) break
    const start = frameCount * channelCount
    if (start === values.length) values = grown(values, mostFrames * channelCount)
    const read = readFrame(cursor, values, start, channelCount)
    if (read < channelCount) {
      notes.push(truncatedNote(read, channelCount))
      break
    }
    frameCount++
  }

  if (frameCount !== header.declared) notes.push(repairedNote(header.declared, frameCount))
  return { frameCount, frameTime: header.frameTime, values: exactly(values, frameCount * channelCount) }
}

export const NO_MOTION: Note = {
  code: 'no-motion',
  severity: 'warning',
  message: 'The file has a skeleton but no motion; the export is a rest pose.',
}

export const truncatedNote = (read: number, channelCount: number): Note => ({
  code: 'frame-truncated',
  severity: 'warning',
  message: `The last frame stops after ${read} of ${channelCount} numbers; it is left out.`,
  before: read,
  after: 0,
})

export const repairedNote = (declared: number, frameCount: number): Note => ({
  code: 'frames-repaired',
  severity: 'warning',
  message: `The file announces ${declared} frames and holds ${frameCount}; the ${frameCount} are used.`,
  before: declared,
  after: frameCount,
})

export interface MotionHeader {
  /** As the file announces. */
  readonly declared: number
  /** Seconds; 0 when the file does not say. */
  readonly frameTime: number
}

/** `Frames:` and `Frame Time:`; `null` where a file has no motion. */
export function readMotionHeader(cursor: ByteCursor, notes: Note[]): MotionHeader | null {
  if (readKeyword(cursor) !== 'motion') return null
  const framesAt = afterSpace(cursor)
  if (framesAt >= cursor.bytes.length) return null
  if (readKeyword(cursor) !== 'frames') throw invalidAt(cursor, 'expected Frames: after MOTION.', framesAt)
  const declared = readAfterColon(cursor, 'a number of frames')

  const timeAt = afterSpace(cursor)
  if (readKeyword(cursor) === 'frame' && readKeyword(cursor) === 'time') {
    const frameTime = readAfterColon(cursor, 'the seconds one frame lasts')
    if (frameTime < 0) throw invalidAt(cursor, 'Frame Time is negative; give the seconds one frame lasts.')
    if (frameTime > 0) return { declared, frameTime }
  } else if (cursor.at !== timeAt) {
    throw invalidAt(cursor, 'expected Frame Time: after the number of frames.', timeAt)
  }
  notes.push({
    code: 'frame-time-missing',
    severity: 'warning',
    message: 'The file does not say how long a frame lasts; 30 frames a second are assumed.',
    after: 30,
  })
  return { declared, frameTime: 0 }
}

function readAfterColon(cursor: ByteCursor, what: string): number {
  takeByte(cursor, ':')
  skipSpace(cursor)
  const value = readNumber(cursor)
  if (Number.isNaN(value)) throw invalidAt(cursor, `expected ${what}, found ${glimpse(cursor)}.`)
  return value
}

/** How many numbers were read; fewer than `count` only where the file itself ends. */
export function readFrame(cursor: ByteCursor, values: Float64Array, start: number, count: number): number {
  const { bytes } = cursor
  for (let index = 0; index < count; index++) {
    skipBlanks(cursor)
    if (cursor.at >= bytes.length) return index
    if (isLineEnd(bytes[cursor.at] ?? 0)) {
      const lineEnd = cursor.at
      if (afterSpace(cursor) >= bytes.length) return index
      throw invalidAt(cursor, `this frame has ${index} numbers, the skeleton has ${count} channels.`, lineEnd)
    }
    const value = readNumber(cursor)
    if (Number.isNaN(value)) {
      if (isLastWord(cursor)) return index
      throw invalidAt(cursor, `expected a number, found ${glimpse(cursor)}.`)
    }
    values[start + index] = value
  }
  skipBlanks(cursor)
  if (cursor.at < bytes.length && !isLineEnd(bytes[cursor.at] ?? 0))
    throw invalidAt(cursor, `this frame has more than ${count} numbers, one for each channel.`)
  return count
}

/** A number cut in half at the very end, such as `-` or `1e`, is a truncated frame and not a strange word. */
function isLastWord({ bytes, at }: ByteCursor): boolean {
  for (let index = at; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0
    if (!CUT_NUMBER.includes(String.fromCharCode(byte))) return false
  }
  return true
}

const CUT_NUMBER = '+-.,0123456789eE'

/** A copy only where there is too much: of a long take the numbers are the largest thing in memory. */
const exactly = (values: Float64Array, length: number): Float64Array =>
  values.length === length ? values : values.slice(0, length)

function grown(values: Float64Array, most: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.min(values.length * 2, Math.max(most, values.length + 1)))
  larger.set(values)
  return larger
}

function afterSpace(cursor: ByteCursor): number {
  skipSpace(cursor)
  return cursor.at
}
