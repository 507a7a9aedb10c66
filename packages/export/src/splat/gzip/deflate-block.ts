import type { BitWriter } from './bit-writer.ts'
import { DISTANCES, distanceSymbol, END_OF_BLOCK, LENGTHS, lengthSymbol } from './deflate-symbols.ts'
import { findMatches, type Matches } from './find-matches.ts'
import { canonicalCodes, huffmanCode, type PrefixCode } from './huffman-code.ts'

/**
 * Writes bytes as one block of DEFLATE, in whichever of its three forms is the shortest; stored ones may take several.
 *
 * @see RFC 1951, 3.2.3 to 3.2.7
 */
export function deflateBlock(writer: BitWriter, bytes: Uint8Array): void {
  const matches = findMatches(bytes)
  const own = { literals: huffmanCode(matches.literals, 15), distances: huffmanCode(matches.distances, 15) }
  const header = describe(own)
  const ownBits = header.bits + sizeInBits(matches, own)
  const fixedBits = sizeInBits(matches, FIXED)
  const storedBits = (bytes.length + 5 * Math.ceil(bytes.length / MOST_STORED)) * 8
  if (storedBits <= Math.min(ownBits, fixedBits)) return store(writer, bytes)
  writer.bits(0, 1)
  if (fixedBits <= ownBits) {
    writer.bits(1, 2)
    writeBytes(writer, bytes, matches, FIXED)
  } else {
    writer.bits(2, 2)
    header.write(writer)
    writeBytes(writer, bytes, matches, own)
  }
}

/** An empty block that says it is the last. */
export function endDeflate(writer: BitWriter): void {
  writer.bits(1, 1)
  writer.bits(1, 2)
  writer.bits(FIXED.literals.codes[END_OF_BLOCK] ?? 0, FIXED.literals.lengths[END_OF_BLOCK] ?? 7)
  writer.bytes(new Uint8Array(0))
}

interface BlockCodes {
  readonly literals: PrefixCode
  readonly distances: PrefixCode
}

const withCodes = (lengths: Uint8Array): PrefixCode => ({ lengths, codes: canonicalCodes(lengths) })

/** The codes that need not be described. */
const FIXED: BlockCodes = {
  literals: withCodes(
    Uint8Array.from({ length: 288 }, (_, symbol) =>
      symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
    ),
  ),
  distances: withCodes(new Uint8Array(30).fill(5)),
}

const MOST_STORED = 65_535

function store(writer: BitWriter, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += MOST_STORED) {
    const piece = bytes.subarray(at, at + MOST_STORED)
    writer.bits(0, 3)
    writer.bytes(Uint8Array.of(piece.length, piece.length >> 8, ~piece.length, ~piece.length >> 8))
    writer.bytes(piece)
  }
}

function sizeInBits({ literals, distances }: Matches, codes: BlockCodes): number {
  let bits = 0
  for (const [symbol, count] of literals.entries())
    bits += count * ((codes.literals.lengths[symbol] ?? 0) + lengthExtraBits(symbol))
  for (const [symbol, count] of distances.entries())
    bits += count * ((codes.distances.lengths[symbol] ?? 0) + (DISTANCES.extraBits[symbol] ?? 0))
  return bits
}

const lengthExtraBits = (symbol: number): number =>
  symbol < 257 ? 0 : (LENGTHS.extraBits[symbol - 257] ?? 0)

function writeBytes(
  writer: BitWriter,
  bytes: Uint8Array,
  { found }: Matches,
  { literals, distances }: BlockCodes,
): void {
  const writeLiterals = (from: number, to: number): void => {
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? 0
      writer.bits(literals.codes[byte] ?? 0, literals.lengths[byte] ?? 0)
    }
  }
  let done = 0
  for (let match = 0; match < found.length; match += 3) {
    const [at = 0, length = 0, distance = 0] = [found[match], found[match + 1], found[match + 2]]
    writeLiterals(done, at)
    const symbol = lengthSymbol(length)
    writer.bits(literals.codes[symbol] ?? 0, literals.lengths[symbol] ?? 0)
    writer.bits(length - (LENGTHS.base[symbol - 257] ?? length), lengthExtraBits(symbol))
    const far = distanceSymbol(distance)
    writer.bits(distances.codes[far] ?? 0, distances.lengths[far] ?? 0)
    writer.bits(distance - (DISTANCES.base[far] ?? 0), DISTANCES.extraBits[far] ?? 0)
    done = at + length
  }
  writeLiterals(done, bytes.length)
  writer.bits(literals.codes[END_OF_BLOCK] ?? 0, literals.lengths[END_OF_BLOCK] ?? 0)
}

/** The order in which the lengths of the code of code lengths are written. */
const DESCRIPTION_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** The codes of a block, as they stand before its bytes: lengths, with runs shortened, in a code of their own. */
function describe({ literals, distances }: BlockCodes): { bits: number; write: (writer: BitWriter) => void } {
  const literalCount = Math.max(257, usedSymbols(literals.lengths))
  const distanceCount = Math.max(1, usedSymbols(distances.lengths))
  const runs = shortenRuns([
    ...literals.lengths.subarray(0, literalCount),
    ...distances.lengths.subarray(0, distanceCount),
  ])
  const frequencies = new Uint32Array(19)
  for (const { symbol } of runs) frequencies[symbol] = (frequencies[symbol] ?? 0) + 1
  const code = huffmanCode(frequencies, 7)
  let described = DESCRIPTION_ORDER.length
  while (described > 4 && code.lengths[DESCRIPTION_ORDER[described - 1] ?? 0] === 0) described--
  return {
    bits:
      17 +
      described * 3 +
      runs.reduce((sum, run) => sum + (code.lengths[run.symbol] ?? 0) + run.extraBits, 0),
    write(writer) {
      writer.bits(literalCount - 257, 5)
      writer.bits(distanceCount - 1, 5)
      writer.bits(described - 4, 4)
      for (const symbol of DESCRIPTION_ORDER.slice(0, described)) writer.bits(code.lengths[symbol] ?? 0, 3)
      for (const { symbol, extra, extraBits } of runs) {
        writer.bits(code.codes[symbol] ?? 0, code.lengths[symbol] ?? 0)
        writer.bits(extra, extraBits)
      }
    },
  }
}

const usedSymbols = (lengths: Uint8Array): number => lengths.findLastIndex((length) => length > 0) + 1

interface Run {
  readonly symbol: number
  readonly extra: number
  readonly extraBits: number
}

/** 16 repeats the length before 3 to 6 times; 17 and 18 stand for 3 to 10 and 11 to 138 zeros. */
function shortenRuns(lengths: readonly number[]): readonly Run[] {
  const runs: Run[] = []
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at] ?? 0
    let end = at + 1
    while (end < lengths.length && lengths[end] === length) end++
    let left = end - at
    at = end
    if (length > 0) {
      runs.push({ symbol: length, extra: 0, extraBits: 0 })
      left--
    }
    while (left >= 3) {
      const most = length > 0 ? 6 : 138
      const count = Math.min(left, most)
      if (length > 0) runs.push({ symbol: 16, extra: count - 3, extraBits: 2 })
      else if (count <= 10) runs.push({ symbol: 17, extra: count - 3, extraBits: 3 })
      else runs.push({ symbol: 18, extra: count - 11, extraBits: 7 })
      left -= count
    }
    for (; left > 0; left--) runs.push({ symbol: length, extra: 0, extraBits: 0 })
  }
  return runs
}
