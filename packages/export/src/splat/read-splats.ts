import { looksLikeDotSplat, readDotSplat } from './dot-splat/read-dot-splat.ts'
import { isGzip } from './gzip/gunzip.ts'
import { readPly } from './ply/read-ply.ts'
import { errorAtByte } from './splat-error.ts'
import type { SplatReadOptions, SplatsRead } from './splats-read.ts'
import { isSpz4, readSpz } from './spz/read-spz.ts'

/** What a splat file is by its bytes; a `.splat` has no mark, and is what could be nothing else. */
export type SplatFormat = 'ply' | 'spz' | 'splat'

/** The format, told from the bytes alone; `null` for anything else. A gzip file counts as SPZ until it is opened. */
export function sniffSplatFormat(bytes: Uint8Array): SplatFormat | null {
  if (isGzip(bytes) || isSpz4(bytes)) return 'spz'
  if (PLY_STARTS.some((start) => start.every((byte, index) => bytes[index] === byte))) return 'ply'
  return looksLikeDotSplat(bytes) ? 'splat' : null
}

/**
 * Splats from a PLY, an SPZ or a `.splat`, whichever the bytes are.
 *
 * @throws ExportError `invalid-file` for a damaged file, `unsupported` for another one; each with a position.
 */
export async function readSplats(
  bytes: Uint8Array,
  options: SplatReadOptions = {},
): Promise<SplatsRead & { readonly format: SplatFormat }> {
  const format = sniffSplatFormat(bytes)
  if (format === null)
    throw errorAtByte(
      0,
      'This file holds no splats by its bytes. PLY, SPZ and .splat are read; convert it to one of them.',
      'unsupported',
    )
  if (format === 'spz') return { format, ...(await readSpz(bytes, options)) }
  return { format, ...(format === 'ply' ? readPly(bytes, options) : readDotSplat(bytes, options)) }
}

/** "ply" and a line end of either kind. */
const PLY_STARTS = [
  [0x70, 0x6c, 0x79, 0x0a],
  [0x70, 0x6c, 0x79, 0x0d],
]
