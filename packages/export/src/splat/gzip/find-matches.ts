import {
  DISTANCE_SYMBOLS,
  distanceSymbol,
  END_OF_BLOCK,
  FURTHEST_MATCH,
  lengthSymbol,
  LITERAL_SYMBOLS,
  LONGEST_MATCH,
} from './deflate-symbols.ts'

/** A block of bytes as literals and repetitions, and how often each symbol is needed. */
export interface Tokens {
  /** A literal as it is; a match as its length in the upper and its distance in the lower 16 bits. */
  readonly values: Uint32Array
  readonly literals: Uint32Array
  readonly distances: Uint32Array
}

/**
 * Finds what a block repeats. Quantised splats are mostly noise of few bits, for which a short match costs more than the
 * bytes it stands for: a match is taken only where it is cheaper than the entropy of those, and where nothing has
 * matched for a while the search takes larger steps.
 */
export function findMatches(bytes: Uint8Array): Tokens {
  const values = new Uint32Array(bytes.length)
  const literals = new Uint32Array(LITERAL_SYMBOLS)
  const distances = new Uint32Array(DISTANCE_SYMBOLS)
  // A code cannot spend less than a bit on anything.
  const literalBits = Math.max(1, entropyOf(bytes))
  const latest = new Int32Array(1 << HASH_BITS).fill(-FURTHEST_MATCH - 1)
  const last = bytes.length - 4
  let count = 0
  let at = 0
  let misses = 0
  while (at < bytes.length) {
    const step = 1 + (misses >> PATIENCE)
    let length = 0
    let distance = 0
    if (at <= last) {
      const hash = hashAt(bytes, at)
      distance = at - (latest[hash] ?? 0)
      latest[hash] = at
      if (distance <= FURTHEST_MATCH) length = matchLength(bytes, at, at - distance)
    }
    if (length >= 4 && length * literalBits > MATCH_BITS + Math.log2(distance)) {
      values[count++] = (length << 16) | distance
      const symbol = lengthSymbol(length)
      literals[symbol] = (literals[symbol] ?? 0) + 1
      const far = distanceSymbol(distance)
      distances[far] = (distances[far] ?? 0) + 1
      at += length
      // The end of a match is where the next one tends to begin.
      if (at - 1 <= last) latest[hashAt(bytes, at - 1)] = at - 1
      misses = 0
      continue
    }
    misses++
    const end = Math.min(at + step, bytes.length)
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0
      values[count++] = byte
      literals[byte] = (literals[byte] ?? 0) + 1
    }
  }
  literals[END_OF_BLOCK] = 1
  return { values: values.subarray(0, count), literals, distances }
}

const HASH_BITS = 15
/** After 2 to this power of misses each step is one longer. */
const PATIENCE = 7
/** About what a length, and the symbol of a distance, take; the distance's own bits are added. */
const MATCH_BITS = 9

const hashAt = (bytes: Uint8Array, at: number): number =>
  Math.imul(
    (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24),
    0x9e3779b1,
  ) >>>
  (32 - HASH_BITS)

function matchLength(bytes: Uint8Array, at: number, from: number): number {
  const most = Math.min(LONGEST_MATCH, bytes.length - at)
  let length = 0
  while (length < most && bytes[from + length] === bytes[at + length]) length++
  return length
}

/** Bits a byte takes when each is coded by how frequent it is. */
function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  let bits = 0
  for (const count of counts) if (count > 0) bits -= count * Math.log2(count / bytes.length)
  return bits / bytes.length
}
