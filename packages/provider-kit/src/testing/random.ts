/** Randomness that is the same again for the same seed. */
export interface Random {
  /** A whole number from 0, below `end`. */
  below(end: number): number
  chance(of: number): boolean
  pick<const Value>(values: readonly [Value, ...Value[]]): Value
}

/** @param seed - Any whole number; neighbours give unlike sequences. */
export function createRandom(seed: number): Random {
  let state = (seed * 0x9e3779b1) >>> 0
  // A Weyl sequence through a mixing function: short, and even enough to choose test cases by.
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  return {
    below,
    chance: (of) => next() < of,
    // The fallback is for the compiler: the index is always in range.
    pick: (values) => values[below(values.length)] ?? values[0],
  }
}
