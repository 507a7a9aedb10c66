import { coefficientsOf, type Splats } from './splats.ts'

/**
 * How the axes of a file lie: X is always right.
 *
 * - `y-up`: Y up, Z toward the viewer, as glTF and SPZ have it ("RUB").
 * - `y-down`: Y down, Z away from the viewer, as COLMAP and the INRIA trainer have it ("RDF").
 *
 * @see nianticlabs/spz README, "Coordinate System"
 */
export type FileFrame = 'y-up' | 'y-down'

/** What each part is multiplied with on its way between a file and {@link Splats}; the same in both directions. */
export interface FrameSigns {
  readonly position: readonly number[]
  /** x, y, z, w. */
  readonly rotation: readonly number[]
  /** One for each coefficient above degree 0. */
  readonly harmonics: readonly number[]
}

/** Half a turn about X. Each harmonic is even or odd under it, so that its coefficients only change signs. */
const HALF_TURN: FrameSigns = {
  position: [1, -1, -1],
  rotation: [1, -1, -1, 1],
  harmonics: [-1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1, -1, 1],
}

const AS_IS: FrameSigns = {
  position: [1, 1, 1],
  rotation: [1, 1, 1, 1],
  harmonics: HALF_TURN.harmonics.map(() => 1),
}

export const frameSigns = (frame: FileFrame): FrameSigns => (frame === 'y-down' ? HALF_TURN : AS_IS)

/** Half a turn about X, in place; `splats` must be the caller's own, fresh from a reader. */
export function turnInPlace({ degree, positions, rotations, harmonics }: Splats, signs: FrameSigns): void {
  multiply(positions, signs.position)
  multiply(rotations, signs.rotation)
  multiply(
    harmonics,
    signs.harmonics.slice(0, coefficientsOf(degree)).flatMap((sign) => [sign, sign, sign]),
  )
}

function multiply(values: Float32Array, signs: readonly number[]): void {
  for (const [part, sign] of signs.entries()) {
    if (sign === 1) continue
    for (let at = part; at < values.length; at += signs.length) values[at] = -(values[at] ?? 0)
  }
}
