/**
 * 2: rotations as three bytes; what Unity's splat package and spz-js read. 3: rotations as 32 bits, 200 times as exact.
 *
 * @see nianticlabs/spz README, "File Format"
 */
export type SpzVersion = 2 | 3

/** "NGSP" as a little-endian number. */
export const SPZ_MAGIC = 0x5053474e
export const SPZ_HEADER_BYTES = 16

/** What the readers of Niantic and Unity accept at most. */
export const MOST_SPZ_SPLATS = 10_000_000

/** Bits behind the point of a position, as every writer sets them: a quarter of a millimetre if the unit is a metre. */
export const SPZ_FRACTION_BITS = 12

/**
 * Bits of a coefficient above degree 1, when nobody says: one more than Niantic's library spends. Half the error, and
 * pictures of real files differ in less than 1 % of their pixels instead of 2 %; a file is about a tenth larger.
 */
export const HARMONIC_BITS = 5

/** In the flags of the header. */
export const ANTIALIASED_FLAG = 1

/** Stored colour = coefficient * 0.15 + 0.5, so that colours beyond black and white survive. */
export const COLOR_SCALE = 0.15

/** The content of the file behind its header, one attribute after another: bytes of each for one splat. */
export const spzStrides = (version: number, coefficients: number): SpzStrides => ({
  positions: 9,
  alphas: 1,
  colors: 3,
  scales: 3,
  rotations: version === 2 ? 3 : 4,
  harmonics: coefficients * 3,
})

export interface SpzStrides {
  readonly positions: number
  readonly alphas: number
  readonly colors: number
  readonly scales: number
  readonly rotations: number
  readonly harmonics: number
}
