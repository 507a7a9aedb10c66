import { concat } from '../concat.ts'
import { ExportError } from '../export-error.ts'
import type { Note } from '../report/note.ts'
import type { BvhJoint } from './bvh-file.ts'
import {
  type ByteCursor,
  createByteCursor,
  errorAt,
  invalidAt,
  isBlank,
  isLineEnd,
  placeOf,
  skipSpace,
  type TextPlace,
} from './byte-cursor.ts'
import { DECIMAL_COMMAS, isUtf16, MIXED_DECIMALS } from './parse-bvh.ts'
import {
  type MotionHeader,
  NO_MOTION,
  readFrame,
  readMotionHeader,
  repairedNote,
  truncatedNote,
} from './read-frames.ts'
import { readHierarchy } from './read-hierarchy.ts'

/** Some frames that follow each other. */
export interface BvhFrameBatch {
  /** From 0. */
  readonly firstFrame: number
  readonly frameCount: number
  /** `frameCount` x `channelCount`, row by row, as in a `BvhFile`. */
  readonly values: Float64Array
}

/** A BVH of which the skeleton is read and the frames are still arriving. */
export interface BvhStream {
  readonly joints: readonly BvhJoint[]
  readonly channelCount: number
  /** As the file announces; it may be wrong. 0 without motion. */
  readonly declaredFrames: number
  /** Seconds; 0 when the file does not say. */
  readonly frameTime: number
  /** To be gone through once. A break ends the source. */
  readonly frames: AsyncIterable<BvhFrameBatch>
  /** What was repaired; complete when all frames are read. */
  readonly notes: readonly Note[]
}

/** Bytes that are looked at together; what is held is about this much text and the numbers in it. */
const PIECE = 1 << 18
/** Bytes; 4096 joints with long names take one or two million. */
const LARGEST_SKELETON = 1 << 24
/** Bytes before the end of what has arrived, within which an error may only mean that more is to come. */
const UNDECIDED = 1 << 16

/**
 * Reads a BVH of any length as it arrives, holding its skeleton and a few hundred kilobytes of it.
 *
 * @param chunks - The file in pieces of any size: the body of a response, or a file that is being read.
 * @returns When the skeleton has arrived.
 * @throws ExportError as `parseBvh`, with the same lines and columns (of two faults perhaps the other one), here or
 *   while the frames are taken; `unsupported` for a skeleton of more than 16 MB.
 */
export async function streamBvh(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<BvhStream> {
  const pieces = piecesOf(chunks)
  try {
    const head = await readHead(pieces)
    const { joints, channelCount, header, notes } = head
    if (header === null || channelCount === 0) notes.push(NO_MOTION)
    return {
      joints,
      channelCount,
      declaredFrames: header?.declared ?? 0,
      frameTime: header?.frameTime ?? 0,
      frames: readBatches(head, pieces),
      notes,
    }
  } catch (error) {
    await pieces.return()
    throw error
  }
}

interface Head {
  readonly joints: readonly BvhJoint[]
  readonly channelCount: number
  readonly header: MotionHeader | null
  readonly notes: Note[]
  readonly decimals: Decimals
  /** What has arrived behind the header, and where it stands. */
  readonly rest: Uint8Array
  readonly begin: TextPlace
}

/** Tries again whenever twice as much has arrived, so that a long skeleton is not read over and over. */
async function readHead(pieces: Pieces): Promise<Head> {
  let bytes: Uint8Array = new Uint8Array()
  let waiting: Uint8Array[] = []
  let length = 0
  for (;;) {
    const next = await pieces.next()
    const done = next.done === true
    if (!next.done) {
      waiting.push(next.value)
      length += next.value.length
    }
    if (!done && length < bytes.length * 2) continue
    bytes = concat([bytes, ...waiting])
    waiting = []
    const cursor = createByteCursor(bytes)
    try {
      if (isUtf16(bytes))
        throw invalidAt(cursor, 'the file is saved as UTF-16; save it as UTF-8 or plain ASCII.', 0)
      const notes: Note[] = []
      const skeleton = readHierarchy(cursor)
      const header = readMotionHeader(cursor, notes)
      // A number that ends where the bytes do may go on.
      if (done || cursor.at < bytes.length) {
        const decimals = createDecimals()
        decimals.see(cursor)
        const begin = placeOf(cursor, cursor.at)
        return { ...skeleton, header, notes, decimals, rest: bytes.slice(cursor.at), begin }
      }
    } catch (error) {
      const at = ExportError.is(error) ? (error.position?.byteOffset ?? 0) : 0
      if (done || !ExportError.is(error) || at < bytes.length - UNDECIDED) throw error
    }
    if (bytes.length > LARGEST_SKELETON)
      throw errorAt('unsupported', placeOf(cursor, bytes.length), 'the skeleton is larger than 16 MB.')
  }
}

async function* readBatches(head: Head, pieces: Pieces): AsyncGenerator<BvhFrameBatch> {
  const { header, channelCount, notes, decimals } = head
  const isMoving = header !== null && channelCount > 0
  // A number of a BVH takes some ten bytes; a line that is longer than this is none.
  const longestLine = channelCount * 64 + UNDECIDED
  let { rest, begin } = head
  let frameCount = 0
  try {
    for (let done = !isMoving; !done;) {
      const next = await pieces.next()
      done = next.done === true
      if (!next.done) rest = concat([rest, next.value])
      const cursor = createByteCursor(done ? rest : rest.subarray(0, endOfLines(rest)), begin)
      const read = readLines(cursor, channelCount)
      decimals.see(cursor)
      if (read.frameCount > 0) yield { firstFrame: frameCount, ...read }
      frameCount += read.frameCount
      if (done && read.cutAfter !== null) notes.push(truncatedNote(read.cutAfter, channelCount))
      begin = placeOf(cursor, cursor.at)
      rest = rest.slice(cursor.at)
      if (!done && rest.length > longestLine)
        throw errorAt('invalid-file', begin, `this line is too long for a frame of ${channelCount} numbers.`)
    }
    if (isMoving && frameCount !== header.declared) notes.push(repairedNote(header.declared, frameCount))
    if (decimals.areCommas()) notes.push(DECIMAL_COMMAS)
  } finally {
    await pieces.return()
  }
}

/** Up to the end, or up to a line that stops there; the cursor is left at its start. */
function readLines(
  cursor: ByteCursor,
  channelCount: number,
): { frameCount: number; values: Float64Array; cutAfter: number | null } {
  const most = Math.floor((cursor.bytes.length - cursor.at) / (2 * channelCount)) + 1
  const values = new Float64Array(most * channelCount)
  let frameCount = 0
  for (;;) {
    skipSpace(cursor)
    const lineAt = cursor.at
    if (lineAt >= cursor.bytes.length) break
    const read = readFrame(cursor, values, frameCount * channelCount, channelCount)
    if (read < channelCount) {
      cursor.at = lineAt
      return { frameCount, values: values.slice(0, frameCount * channelCount), cutAfter: read }
    }
    frameCount++
  }
  return { frameCount, values: values.slice(0, frameCount * channelCount), cutAfter: null }
}

/** Behind the last line that is all there, and blanks after it; a CR at the very end may be half of a CRLF. */
function endOfLines(bytes: Uint8Array): number {
  const most = bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length
  let end = most
  while (end > 0 && isBlank(bytes[end - 1] ?? 0) && !isLineEnd(bytes[end - 1] ?? 0)) end--
  if (end === 0 || isLineEnd(bytes[end - 1] ?? 0)) return most
  while (end > 0 && !isLineEnd(bytes[end - 1] ?? 0)) end--
  return end
}

interface Decimals {
  see(cursor: ByteCursor): void
  areCommas(): boolean
}

function createDecimals(): Decimals {
  let hasPoint = false
  let comma: TextPlace | null = null
  return {
    see(cursor) {
      hasPoint ||= cursor.firstPoint >= 0
      if (cursor.firstComma >= 0) comma ??= placeOf(cursor, cursor.firstComma)
      if (hasPoint && comma) throw errorAt('invalid-file', comma, MIXED_DECIMALS)
    },
    areCommas: () => comma !== null,
  }
}

type Pieces = AsyncGenerator<Uint8Array, void, void>

async function* piecesOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Pieces {
  for await (const chunk of chunks)
    for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE)
}
