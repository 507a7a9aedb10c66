/** A prefix code: bits of each symbol, first bit lowest, as DEFLATE writes them; symbols that do not occur have none. */
export interface PrefixCode {
  readonly lengths: Uint8Array
  readonly codes: Uint16Array
}

/**
 * The shortest code for symbols of these frequencies with no symbol above `limit` bits.
 *
 * When the true optimum has a longer one, which takes a hundred thousand symbols of very uneven frequency, the
 * frequencies are made more even until it fits; that costs next to nothing.
 */
export function huffmanCode(frequencies: Uint32Array, limit: number): PrefixCode {
  let counts = frequencies
  for (;;) {
    const lengths = codeLengths(counts)
    if (lengths.every((length) => length <= limit)) return { lengths, codes: canonicalCodes(lengths) }
    counts = counts.map((count) => (count === 0 ? 0 : (count >> 1) + 1))
  }
}

/** Depths in the Huffman tree: the two rarest nodes are joined until one is left. */
function codeLengths(frequencies: Uint32Array): Uint8Array {
  const lengths = new Uint8Array(frequencies.length)
  const symbols = Uint16Array.from(frequencies.keys())
    .filter((symbol) => (frequencies[symbol] ?? 0) > 0)
    .toSorted((a, b) => (frequencies[a] ?? 0) - (frequencies[b] ?? 0) || a - b)
  const leaves = symbols.length
  if (leaves === 0) return lengths
  if (leaves === 1) {
    lengths[symbols[0] ?? 0] = 1
    return lengths
  }
  // Leaves come first, in order; joined nodes follow, and are in order too, so that the rarest is at one of two fronts.
  const weights = new Float64Array(leaves * 2 - 1)
  const parents = new Uint16Array(leaves * 2 - 1)
  for (const [place, symbol] of symbols.entries()) weights[place] = frequencies[symbol] ?? 0
  let leaf = 0
  let joined = leaves
  for (let node = leaves; node < weights.length; node++) {
    for (let child = 0; child < 2; child++) {
      const takeLeaf = leaf < leaves && (joined >= node || (weights[leaf] ?? 0) <= (weights[joined] ?? 0))
      const taken = takeLeaf ? leaf++ : joined++
      weights[node] = (weights[node] ?? 0) + (weights[taken] ?? 0)
      parents[taken] = node
    }
  }
  const depths = new Uint8Array(weights.length)
  for (let node = weights.length - 2; node >= 0; node--) {
    depths[node] = (depths[parents[node] ?? 0] ?? 0) + 1
    if (node < leaves) lengths[symbols[node] ?? 0] = depths[node] ?? 0
  }
  return lengths
}

/** Codes count up by length, then by symbol, so that lengths alone are enough to write down. @see RFC 1951, 3.2.2 */
export function canonicalCodes(lengths: Uint8Array): Uint16Array {
  const codes = new Uint16Array(lengths.length)
  let code = 0
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++)
      if (lengths[symbol] === length) codes[symbol] = reversed(code++, length)
    code <<= 1
  }
  return codes
}

function reversed(code: number, length: number): number {
  let result = 0
  for (let bit = 0; bit < length; bit++) result |= ((code >> bit) & 1) << (length - 1 - bit)
  return result
}
