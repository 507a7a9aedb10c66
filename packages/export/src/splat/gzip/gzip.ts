import { createBitWriter } from './bit-writer.ts'
import { concat } from '../../concat.ts'
import { crc32 } from './crc32.ts'
import { deflateBlock, endDeflate } from './deflate-block.ts'

/**
 * Bytes as a gzip file: the same on every system, without a name or a time.
 *
 * Written for what is compressed here. Quantised splats are noise of few bits with few repetitions, and zlib, which the
 * platforms' compression streams are, spends nearly all of its time on looking for those; this takes a fifth of it and
 * makes files of the same size (see bench/splat-ply-to-spz.mjs).
 */
export const gzip = (sections: Sections): Uint8Array<ArrayBuffer> => concat([...gzipChunks(sections)])

/**
 * Bytes in sections that are alike within, and little like each other, so that each is compressed by itself. In what
 * pieces a section comes makes no difference to the result.
 */
export type Sections = Iterable<Iterable<Uint8Array>>

/** The same, piece by piece. */
export function* gzipChunks(sections: Sections): Generator<Uint8Array> {
  yield HEADER
  const writer = createBitWriter()
  let crc = 0
  let size = 0
  for (const block of blocks(sections)) {
    crc = crc32(block, crc)
    size += block.length
    deflateBlock(writer, block)
    yield writer.take()
  }
  endDeflate(writer)
  yield writer.take()
  const trailer = new DataView(new ArrayBuffer(8))
  trailer.setUint32(0, crc, true)
  // Of larger content gzip keeps the remainder.
  trailer.setUint32(4, size % 2 ** 32, true)
  yield new Uint8Array(trailer.buffer)
}

/** Deflated, no flags, no time, unknown system. @see RFC 1952, 2.3 */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255)

/** Beyond this the description of a code costs little; below the second, more than it saves. */
const MOST_BLOCK_BYTES = 1 << 17
const LEAST_BLOCK_BYTES = 1 << 11

/** Each block is gone before the next one is asked for. */
function* blocks(sections: Sections): Generator<Uint8Array> {
  const block = new Uint8Array(MOST_BLOCK_BYTES)
  let filled = 0
  for (const section of sections) {
    for (const piece of section)
      for (let at = 0; at < piece.length;) {
        const part = piece.subarray(at, at + block.length - filled)
        block.set(part, filled)
        at += part.length
        filled += part.length
        if (filled < block.length) continue
        yield block
        filled = 0
      }
    if (filled < LEAST_BLOCK_BYTES) continue
    yield block.subarray(0, filled)
    filled = 0
  }
  if (filled > 0) yield block.subarray(0, filled)
}
