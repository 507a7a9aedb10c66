/** Symbols of literals and lengths: 256 ends a block. @see RFC 1951, 3.2.5 */
export const END_OF_BLOCK = 256
export const LITERAL_SYMBOLS = 286
export const DISTANCE_SYMBOLS = 30
export const LONGEST_MATCH = 258
export const FURTHEST_MATCH = 32_768

/** For each symbol of a length, from 257, and of a distance, from 0: the least that it stands for, and bits that follow. */
export const LENGTHS = ranges(28, 3, 4)
export const DISTANCES = ranges(DISTANCE_SYMBOLS, 1, 2)

const SYMBOL_OF_LENGTH = symbolTable(LENGTHS.base, LONGEST_MATCH + 1)
const SYMBOL_OF_NEAR_DISTANCE = symbolTable(DISTANCES.base, 257)
/** Distances above 256 have symbols that 128 neighbours share. */
const SYMBOL_OF_FAR_DISTANCE = Uint8Array.from({ length: 256 }, (_, index) =>
  symbolFor(DISTANCES.base, index * 128 + 1),
)

/** 257 to 285. The longest length has a symbol of its own, without bits that follow. */
export const lengthSymbol = (length: number): number =>
  length === LONGEST_MATCH ? 285 : 257 + (SYMBOL_OF_LENGTH[length] ?? 0)

export const distanceSymbol = (distance: number): number =>
  (distance <= 256 ? SYMBOL_OF_NEAR_DISTANCE[distance] : SYMBOL_OF_FAR_DISTANCE[(distance - 1) >> 7]) ?? 0

/** Groups of `group` symbols; each group after the second doubles what its symbols stand for. */
function ranges(count: number, first: number, group: number): { base: Uint16Array; extraBits: Uint8Array } {
  const base = new Uint16Array(count)
  const extraBits = new Uint8Array(count)
  let next = first
  for (let symbol = 0; symbol < count; symbol++) {
    base[symbol] = next
    extraBits[symbol] = Math.max(0, Math.floor(symbol / group) - 1)
    next += 1 << (extraBits[symbol] ?? 0)
  }
  return { base, extraBits }
}

function symbolTable(base: Uint16Array, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, value) => symbolFor(base, value))
}

function symbolFor(base: Uint16Array, value: number): number {
  const next = base.findIndex((least) => least > value)
  return Math.max(0, (next < 0 ? base.length : next) - 1)
}
