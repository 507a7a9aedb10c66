import { evaluateHarmonics, HARMONIC_COUNT } from './evaluate-harmonics.ts'

/** Row by row: `turned = matrix * vector`. */
export type RotationMatrix = readonly [
  readonly [number, number, number],
  readonly [number, number, number],
  readonly [number, number, number],
]

/**
 * How the coefficients of spherical harmonics turn with what they colour: `turned[i] = sum of matrix[i][j] * value[j]`,
 * indices as in {@link evaluateHarmonics}. Degrees do not mix, so the matrix is zero between them.
 *
 * The harmonics are orthonormal, so an entry is the integral, over the sphere, of one harmonic turned times another.
 * The product is a polynomial of degree 6 at most, and the points below sum those without an error.
 */
export function harmonicsRotation(rotation: RotationMatrix): readonly Float64Array[] {
  const rows = Array.from({ length: HARMONIC_COUNT }, () => new Float64Array(HARMONIC_COUNT))
  for (const { direction, weight } of SPHERE_POINTS) {
    const before = evaluateHarmonics(...direction)
    const after = evaluateHarmonics(...turned(rotation, direction))
    for (const [i, row] of rows.entries())
      for (let j = 0; j < HARMONIC_COUNT; j++)
        if (degreeAt(i) === degreeAt(j)) row[j] = (row[j] ?? 0) + weight * (after[i] ?? 0) * (before[j] ?? 0)
  }
  return rows
}

/** Coefficients as in `Splats.harmonics`, turned; `coefficients` is how many of them a splat has. */
export function rotateHarmonics(
  values: Float32Array,
  coefficients: number,
  rotation: RotationMatrix,
): Float32Array {
  const terms = termsOf(harmonicsRotation(rotation), coefficients)
  const stride = coefficients * 3
  const sums = new Float64Array(stride)
  const result = new Float32Array(values.length)
  for (let at = 0; at < values.length; at += stride) {
    sums.fill(0)
    for (const { to, from, factor } of terms)
      for (let channel = 0; channel < 3; channel++)
        sums[to + channel] = (sums[to + channel] ?? 0) + factor * (values[at + from + channel] ?? 0)
    result.set(sums, at)
  }
  return result
}

/** The entries of the matrix that matter; `to` and `from` are places of the red channel within one splat. */
function termsOf(
  matrix: readonly Float64Array[],
  coefficients: number,
): readonly { to: number; from: number; factor: number }[] {
  return matrix
    .slice(1, coefficients + 1)
    .flatMap((row, i) =>
      Array.from(row.subarray(1, coefficients + 1), (factor, j) => ({ to: i * 3, from: j * 3, factor })),
    )
    .filter(({ factor }) => Math.abs(factor) > NEGLIGIBLE)
}

/** Far below what 32 bits can tell, and above what rounding leaves of a zero. */
const NEGLIGIBLE = 1e-14

const degreeAt = (index: number): number => Math.floor(Math.sqrt(index))

type Direction = readonly [number, number, number]

const turned = ([a, b, c]: RotationMatrix, [x, y, z]: Direction): Direction => [
  a[0] * x + a[1] * y + a[2] * z,
  b[0] * x + b[1] * y + b[2] * z,
  c[0] * x + c[1] * y + c[2] * z,
]

/** Gauss-Legendre in height (4 nodes: exact to degree 7) times 8 even steps around (exact to order 7). */
const SPHERE_POINTS = [
  [0.3399810435848563, 0.6521451548625461],
  [0.8611363115940526, 0.3478548451374538],
].flatMap(([node = 0, nodeWeight = 0]) =>
  [node, -node].flatMap((height) =>
    Array.from({ length: 8 }, (_, step): { direction: Direction; weight: number } => {
      const angle = (step * Math.PI) / 4
      const radius = Math.sqrt(1 - height * height)
      return {
        direction: [radius * Math.cos(angle), radius * Math.sin(angle), height],
        weight: (nodeWeight * Math.PI) / 4,
      }
    }),
  ),
)
