import { type FileFrame, frameSigns, turnInPlace } from './file-frame.ts'
import { concat } from '../concat.ts'
import { gzipChunks } from './gzip/gzip.ts'
import { placeElements, readPlyHeader } from './ply/ply-header.ts'
import { isCompressedPly } from './ply/read-compressed-ply.ts'
import { readPly } from './ply/read-ply.ts'
import { createRowReader } from './ply/row-reader.ts'
import { brokenNote, removeBroken } from './remove-broken.ts'
import { errorAtByte } from './splat-error.ts'
import type { SplatNote } from './splat-note.ts'
import { emptySplats } from './splats.ts'
import { frameNote } from './splats-read.ts'
import { HARMONIC_BITS, type SpzVersion } from './spz/spz-layout.ts'
import { createSpzPacker, type SpzPacker, type SpzPackerOptions } from './spz/spz-packer.ts'

export interface StreamOptions {
  /** Of the PLY; Y down when left out. */
  readonly frame?: FileFrame
  /** 3 when left out. */
  readonly spzVersion?: SpzVersion
  /** As in `SplatWriteOptions`. */
  readonly harmonicBits?: number
}

/**
 * A PLY of any size, as it arrives, to an SPZ: about a quarter of the PLY is held in memory, and nothing is allocated
 * for splats that a header only announces. A compressed PLY, whose splats are a fifth of the size, is held as a whole.
 *
 * @param chunks - The PLY in pieces of any size, such as the body of a response or a file that is being read.
 * @returns When all of the PLY is read: how many splats there are, and the SPZ, compressed as it is taken.
 * @throws ExportError as `readSplats` and `splatsTo` do.
 */
export async function streamPlyToSpz(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions = {},
): Promise<{ splats: number; notes: readonly SplatNote[]; spz: Iterable<Uint8Array> }> {
  const { frame = 'y-down', spzVersion: version = 3, harmonicBits = HARMONIC_BITS } = options
  const packerFor = (degree: SpzPackerOptions['degree']): SpzPacker =>
    createSpzPacker({ degree, version, antialiased: false, harmonicBits })
  const source = batches(chunks)
  const first = await readUntilHeader(source)
  if (isCompressedPly(first.header)) {
    const rest: Uint8Array[] = [first.bytes]
    for await (const bytes of source) rest.push(bytes)
    const { splats, notes } = readPly(concat(rest), { frame })
    const packer = packerFor(splats.degree)
    packer.add(splats)
    return result(packer, splats.count, notes)
  }

  const rows = createRowReader(first.header)
  const vertex = placeElements(first.header, Infinity).get('vertex')
  if (!vertex)
    throw errorAtByte(0, 'The splats of this PLY come after lists, so their place is unknown.', 'unsupported')
  const packer = packerFor(rows.degree)
  const signs = frameSigns(frame)
  let kept = 0
  let done = 0
  let removed = 0
  let bytes = first.bytes
  let skip = vertex.startsAt
  while (done < rows.count) {
    const at = Math.min(skip, bytes.length)
    skip -= at
    const whole = Math.min(Math.floor((bytes.length - at) / rows.rowBytes), rows.count - done)
    if (whole > 0) {
      const block = emptySplats(whole, rows.degree)
      rows.read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at, whole, block, 0)
      turnInPlace(block, signs)
      const sound = removeBroken(block)
      packer.add(sound.splats)
      kept += sound.splats.count
      removed += sound.removed
      done += whole
    }
    if (done === rows.count) break
    const { value } = await source.next()
    if (!value)
      throw errorAtByte(
        vertex.startsAt + done * rows.rowBytes,
        `This PLY announces ${rows.count} splats and ends after ${done}; download it again.`,
      )
    bytes = concat([bytes.subarray(at + whole * rows.rowBytes), value])
  }
  // What follows the splats is not read; whoever sends it may stop.
  await source.return(undefined)
  if (kept === 0) throw errorAtByte(vertex.startsAt, 'There are no whole splats in this file.')
  return result(packer, kept, [...rows.notes, ...brokenNote(removed), frameNote(frame)])
}

function result(
  packer: SpzPacker,
  splats: number,
  notes: readonly SplatNote[],
): Awaited<ReturnType<typeof streamPlyToSpz>> {
  const { sections, notes: lost } = packer.finish()
  return { splats, notes: [...notes, ...lost], spz: gzipChunks(sections) }
}

/** Small pieces cost more to handle than to read. */
const BATCH_BYTES = 1 << 20

async function* batches(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    waiting.push(chunk)
    size += chunk.length
    if (size < BATCH_BYTES) continue
    yield concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield concat(waiting)
  return undefined
}

async function readUntilHeader(source: AsyncGenerator<Uint8Array, undefined>) {
  let bytes = new Uint8Array(0)
  for (;;) {
    const { value } = await source.next()
    if (!value) throw errorAtByte(bytes.length, 'This PLY ends inside its header; download it again.')
    bytes = concat([bytes, value])
    const header = readPlyHeader(bytes)
    if (header) return { header, bytes }
  }
}
