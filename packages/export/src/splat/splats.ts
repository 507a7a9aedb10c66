/** How much of the view-dependent colour is there: 0 is one colour from every side. */
export type SplatDegree = 0 | 1 | 2 | 3

/**
 * A cloud of Gaussian splats, whatever file it came from.
 *
 * The frame is always glTF's: right-handed, X right, Y up, Z toward the viewer (RUB). Readers turn into it and writers
 * out of it, so nothing in between has to know a format. Lengths are in the unit of the file, which none of the
 * formats names; photogrammetry has no scale of its own.
 *
 * Every array is indexed by splat, then by part. Nobody changes an array after it is made, so values may share them.
 */
export interface Splats {
  readonly count: number
  readonly degree: SplatDegree
  /** Trained with the anti-aliasing filter of Mip-Splatting; renderers compensate for it. */
  readonly antialiased: boolean
  /** Centres: x, y, z. */
  readonly positions: Float32Array
  /** Natural logarithms of the standard deviations along the splat's own axes: 3 each. */
  readonly scales: Float32Array
  /** Unit quaternions x, y, z, w, from the splat's own axes to the frame's. */
  readonly rotations: Float32Array
  /** Logits: the opacity is `1 / (1 + e^-value)`. */
  readonly opacities: Float32Array
  /** Coefficients of degree 0: r, g, b. The colour is `0.5 + 0.2820948 * value` in sRGB. */
  readonly colors: Float32Array
  /**
   * Coefficients of the degrees above 0: for each coefficient r, g, b. They follow the degree, then the order from
   * -degree to degree: 3, 8 or 15 of them for degree 1, 2 and 3.
   */
  readonly harmonics: Float32Array
}

/** How many coefficients a colour channel has beside that of degree 0. */
export const coefficientsOf = (degree: SplatDegree): number => (degree + 1) ** 2 - 1

/** The value of the spherical harmonic of degree 0, everywhere. */
export const FLAT_HARMONIC = 0.28209479177387814

export const opacityOf = (logit: number): number => 1 / (1 + Math.exp(-logit))

/**
 * The logit of an opacity that a file keeps as one byte. The ends are infinite; they are drawn in by a quarter of a
 * step, which writing takes back.
 */
export const logitOfByte = (byte: number): number => {
  const opacity = Math.min(Math.max(byte, 0.25), 254.75) / 255
  return Math.log(opacity / (1 - opacity))
}

/** Zeros, for a reader to fill; `rotations` must be set, since a quaternion of zeros turns nothing. */
export const emptySplats = (count: number, degree: SplatDegree, antialiased = false): Splats => ({
  count,
  degree,
  antialiased,
  positions: new Float32Array(count * 3),
  scales: new Float32Array(count * 3),
  rotations: new Float32Array(count * 4),
  opacities: new Float32Array(count),
  colors: new Float32Array(count * 3),
  harmonics: new Float32Array(count * coefficientsOf(degree) * 3),
})
