import {
  DISTANCE_SYMBOLS,
  distanceSymbol,
  END_OF_BLOCK,
  FURTHEST_MATCH,
  lengthSymbol,
  LITERAL_SYMBOLS,
  LONGEST_MATCH,
} from './deflate-symbols.ts'

/** What a block repeats, and how often each symbol is needed to write it. */
export interface Matches {
  /** Three numbers each, in order: where it begins, how long it is, and how far back the same bytes are. */
  readonly found: Uint32Array
  /** Of literals, lengths and the end of the block. */
  readonly literals: Uint32Array
  readonly distances: Uint32Array
}

/**
 * Finds what a block repeats. Quantised splats are mostly noise of few bits, for which a short match costs more than the
 * bytes it stands for: a match is taken only where it is cheaper than the entropy of those, and where nothing has
 * matched for a while the search takes larger steps.
 */
export function findMatches(bytes: Uint8Array): Matches {
  const literals = new Uint32Array(LITERAL_SYMBOLS)
  const distances = new Uint32Array(DISTANCE_SYMBOLS)
  for (const byte of bytes) literals[byte] = (literals[byte] ?? 0) + 1
  // A code cannot spend less than a bit on anything.
  const literalBits = Math.max(1, entropyOf(literals, bytes.length))
  const found = new Uint32Array(Math.floor(bytes.length / SHORTEST_MATCH) * 3)
  const latest = new Int32Array(1 << HASH_BITS).fill(-FURTHEST_MATCH - 1)
  const last = bytes.length - SHORTEST_MATCH
  let count = 0
  let misses = 0
  for (let at = 0; at <= last;) {
    const hash = hashAt(bytes, at)
    const distance = at - (latest[hash] ?? 0)
    latest[hash] = at
    const length = distance <= FURTHEST_MATCH ? matchLength(bytes, at, at - distance) : 0
    if (length < SHORTEST_MATCH || length * literalBits <= MATCH_BITS + Math.log2(distance)) {
      at += 1 + (misses++ >> PATIENCE)
      continue
    }
    found.set([at, length, distance], count)
    count += 3
    for (let end = at + length; at < end; at++) {
      const byte = bytes[at] ?? 0
      literals[byte] = (literals[byte] ?? 0) - 1
    }
    const symbol = lengthSymbol(length)
    literals[symbol] = (literals[symbol] ?? 0) + 1
    const far = distanceSymbol(distance)
    distances[far] = (distances[far] ?? 0) + 1
    // The end of a match is where the next one tends to begin.
    if (at - 1 <= last) latest[hashAt(bytes, at - 1)] = at - 1
    misses >>= 1
  }
  literals[END_OF_BLOCK] = 1
  return { found: found.subarray(0, count), literals, distances }
}

/** As many bytes as are hashed. */
const SHORTEST_MATCH = 4
const HASH_BITS = 15
/** After 2 to this power of misses each step is one longer. */
const PATIENCE = 5
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
function entropyOf(counts: Uint32Array, total: number): number {
  let bits = 0
  for (const count of counts) if (count > 0) bits -= count * Math.log2(count / total)
  return bits / total
}
