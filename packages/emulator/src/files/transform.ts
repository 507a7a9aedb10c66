/** Positions of a 4 x 4 block from low to high frequency. */
export const zigzag = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15] as const

/** Multipliers by quantiser step modulo 6, for the even, the odd and the mixed positions. @see ITU-T H.264, 8.5.9. */
const forward = [
  [13107, 5243, 8066],
  [11916, 4660, 7490],
  [10082, 4194, 6554],
  [9362, 3647, 5825],
  [8192, 3355, 5243],
  [7282, 2893, 4559],
] as const
const backward = [
  [10, 16, 13],
  [11, 18, 14],
  [13, 20, 16],
  [14, 23, 18],
  [16, 25, 20],
  [18, 29, 23],
] as const

const kind = Array.from({ length: 16 }, (_, at) => {
  const x = at & 1
  const y = (at >> 2) & 1
  return x + y === 0 ? 0 : x + y === 2 ? 1 : 2
})

export interface Quantiser {
  /** Quantise a transformed block in place; the DC stays as it is when it is coded apart. */
  readonly quantise: (block: Int32Array, from: 0 | 1) => void
  /** Whether everything but the DC would become 0; true for most of a smooth picture. */
  readonly isFlat: (block: Int32Array) => boolean
  readonly quantiseDc: (value: number) => number
  readonly scale: (block: Int32Array, from: 0 | 1) => void
  readonly scaleLumaDc: (value: number) => number
  readonly scaleChromaDc: (value: number) => number
}

/** @param qp - 0 fine to 51 coarse; every 6 double the step. */
export function createQuantiser(qp: number): Quantiser {
  const bits = 15 + Math.floor(qp / 6)
  const shift = Math.floor(qp / 6)
  const up = forward[qp % 6] ?? forward[0]
  const down = backward[qp % 6] ?? backward[0]
  const third = Math.floor(2 ** bits / 3)
  const multipliers = Int32Array.from(kind, (at) => up[at] ?? 0)
  const limits = Int32Array.from(multipliers, (multiplier) => Math.ceil((2 ** bits - third) / multiplier))
  const scales = Int32Array.from(kind, (at) => (down[at] ?? 0) << shift)
  return {
    quantise: (block, from) => {
      for (let at = from; at < 16; at++) {
        const value = block[at] as number
        const size = (Math.abs(value) * (multipliers[at] as number) + third) >> bits
        block[at] = value < 0 ? -size : size
      }
    },
    isFlat: (block) => {
      for (let at = 1; at < 16; at++) {
        if (Math.abs(block[at] as number) >= (limits[at] as number)) return false
      }
      return true
    },
    quantiseDc: (value) => {
      const size = (Math.abs(value) * up[0] + 2 * third) >> (bits + 1)
      return value < 0 ? -size : size
    },
    scale: (block, from) => {
      for (let at = from; at < 16; at++) block[at] = (block[at] as number) * (scales[at] as number)
    },
    scaleLumaDc: (value) =>
      qp >= 12 ? (value * down[0]) << (shift - 2) : (value * down[0] + (1 << (1 - shift))) >> (2 - shift),
    scaleChromaDc: (value) => ((value * down[0]) << shift) >> 1,
  }
}

/** The integer cosine transform of a 4 x 4 block of differences, in place. */
export function transform(b: Int32Array): void {
  for (let pass = 0; pass < 2; pass++) {
    const along = pass === 0 ? 1 : 4
    const across = pass === 0 ? 4 : 1
    for (let line = 0; line < 4; line++) {
      const o = line * across
      const p0 = b[o] as number,
        p1 = b[o + along] as number,
        p2 = b[o + 2 * along] as number,
        p3 = b[o + 3 * along] as number
      const s0 = p0 + p3,
        s1 = p1 + p2,
        d0 = p0 - p3,
        d1 = p1 - p2
      b[o] = s0 + s1
      b[o + along] = 2 * d0 + d1
      b[o + 2 * along] = s0 - s1
      b[o + 3 * along] = d0 - 2 * d1
    }
  }
}

/** The way back from scaled coefficients to differences, in place, exactly as every decoder does it. */
export function restore(b: Int32Array): void {
  for (let pass = 0; pass < 2; pass++) {
    const along = pass === 0 ? 1 : 4
    const across = pass === 0 ? 4 : 1
    for (let line = 0; line < 4; line++) {
      const o = line * across
      const p0 = b[o] as number,
        p1 = b[o + along] as number,
        p2 = b[o + 2 * along] as number,
        p3 = b[o + 3 * along] as number
      const e0 = p0 + p2,
        e1 = p0 - p2,
        e2 = (p1 >> 1) - p3,
        e3 = p1 + (p3 >> 1)
      b[o] = e0 + e3
      b[o + along] = e1 + e2
      b[o + 2 * along] = e1 - e2
      b[o + 3 * along] = e0 - e3
    }
  }
  for (let at = 0; at < 16; at++) b[at] = ((b[at] as number) + 32) >> 6
}

/** The transform of the sixteen DC values of a macroblock, in place; its own inverse but for a factor. */
export function hadamard(b: Int32Array): void {
  for (let pass = 0; pass < 2; pass++) {
    const along = pass === 0 ? 1 : 4
    const across = pass === 0 ? 4 : 1
    for (let line = 0; line < 4; line++) {
      const o = line * across
      const p0 = b[o] as number,
        p1 = b[o + along] as number,
        p2 = b[o + 2 * along] as number,
        p3 = b[o + 3 * along] as number
      b[o] = p0 + p1 + p2 + p3
      b[o + along] = p0 + p1 - p2 - p3
      b[o + 2 * along] = p0 - p1 - p2 + p3
      b[o + 3 * along] = p0 - p1 + p2 - p3
    }
  }
}
