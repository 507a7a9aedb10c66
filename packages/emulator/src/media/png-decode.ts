import { crc32, inflateSync } from 'node:zlib'
import { concatenate } from '../concatenate.ts'
import { checkSize, type Picture, PictureError } from './picture.ts'
import { bytesPerRow, type PngFormat, type PngPalette, unpackRow } from './png-pixels.ts'

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, at) => bytes[at] === byte)
}

/**
 * A PNG of any colour type and depth, interlaced or not. 16-bit samples are rounded to 8; gamma and profiles are
 * ignored; of an animation, the picture that stands for it.
 *
 * @throws PictureError `broken`, `too-large`
 * @see Portable Network Graphics (third edition), W3C: sections 5 (chunks), 7 (interlacing, filtering), 11.2, 11.3.1.
 */
export function decodePng(bytes: Uint8Array): Picture {
  const chunks = readChunks(bytes)
  const format = readHeader(chunks[0])
  const { width, height } = format
  const named = (type: string) => chunks.filter((chunk) => chunk.type === type).map(({ data }) => data)
  const palette: PngPalette = { colours: named('PLTE')[0] ?? null, alpha: named('tRNS')[0] ?? null }
  if (format.colourType === 3 && palette.colours === null) throw broken('a palette is missing')

  const passes = format.interlaced
    ? adam7(width, height)
    : [{ x: 0, y: 0, stepX: 1, stepY: 1, width, height }]
  const size = passes.reduce((sum, pass) => sum + pass.height * (1 + bytesPerRow(format, pass.width)), 0)
  const rows = inflated(concatenate(named('IDAT')), size)
  const rgba = new Uint8ClampedArray(width * height * 4)
  const distance = Math.max(1, bytesPerRow(format, 8) >> 3)
  let at = 0
  for (const pass of passes) {
    const length = bytesPerRow(format, pass.width)
    let above: Uint8Array = new Uint8Array(length)
    for (let y = 0; y < pass.height; y++) {
      const row = rows.subarray(at + 1, at + 1 + length)
      unfilter(rows[at] as number, row, above, distance)
      const start = ((pass.y + y * pass.stepY) * width + pass.x) * 4
      unpackRow(row, format, palette, { rgba, start, step: pass.stepX * 4, count: pass.width })
      above = row
      at += 1 + length
    }
  }
  return { width, height, rgba }
}

interface Chunk {
  readonly type: string
  readonly data: Uint8Array
}

/** The chunks up to the end. What the picture needs must be whole; of anything else nobody cares. */
function readChunks(bytes: Uint8Array): readonly Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const chunks: Chunk[] = []
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at)
    if (at + 12 + length > bytes.length) break
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    const critical = /^[A-Z]/.test(type) || type === 'tRNS'
    if (critical && crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw broken(`the checksum of ${type} is wrong`)
    if (type === 'IEND') return chunks
    chunks.push({ type, data: bytes.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  throw broken('it ends too early')
}

/** Depths that each colour type may have. */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
}

function readHeader(chunk: Chunk | undefined): PngFormat & { readonly interlaced: boolean } {
  if (chunk?.type !== 'IHDR' || chunk.data.length !== 13) throw broken('its header is missing')
  const view = new DataView(chunk.data.buffer, chunk.data.byteOffset, 13)
  const [depth, colourType, compression, filter, interlace] = [8, 9, 10, 11, 12].map((at) =>
    view.getUint8(at),
  )
  if (depth === undefined || colourType === undefined || !depths[colourType]?.includes(depth))
    throw broken(`there is no colour type ${colourType} with ${depth} bits`)
  if (compression !== 0 || filter !== 0 || (interlace !== 0 && interlace !== 1))
    throw broken('its header names methods that do not exist')
  const [width, height] = [view.getUint32(0), view.getUint32(4)]
  checkSize(width, height)
  return { width, height, depth, colourType, interlaced: interlace === 1 }
}

function inflated(packed: Uint8Array, size: number): Uint8Array {
  let rows: Uint8Array
  try {
    // Some writers pad their last row: a little more than the picture needs is no reason to refuse it.
    rows = inflateSync(packed, { maxOutputLength: size + 65_536 })
  } catch (cause) {
    throw broken('its pixels cannot be unpacked', cause)
  }
  if (rows.length < size) throw broken('it has fewer pixels than it says')
  return rows
}

/** Undo a row's filter, in place. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter > 4) throw broken(`there is no filter ${filter}`)
  if (filter === 0) return
  for (let i = 0; i < row.length; i++) {
    const left = i < distance ? 0 : (row[i - distance] as number)
    const up = above[i] as number
    const corner = i < distance ? 0 : (above[i - distance] as number)
    const guess =
      filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : nearest(left, up, corner)
    row[i] = (row[i] as number) + guess
  }
}

/** The Paeth predictor: the neighbour that is closest to left + up - corner. */
function nearest(left: number, up: number, corner: number): number {
  const [toLeft, toUp, toCorner] = [
    Math.abs(up - corner),
    Math.abs(left - corner),
    Math.abs(left + up - 2 * corner),
  ]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** The seven passes of an interlaced picture; a pass without pixels has no rows either. */
function adam7(width: number, height: number) {
  const starts = [
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const
  return starts.flatMap(([x, y, stepX, stepY]) => {
    const pass = { width: Math.ceil((width - x) / stepX), height: Math.ceil((height - y) / stepY) }
    return pass.width > 0 && pass.height > 0 ? [{ x, y, stepX, stepY, ...pass }] : []
  })
}

function broken(reason: string, cause?: unknown): PictureError {
  return new PictureError('broken', `This PNG is damaged: ${reason}.`, { cause })
}
