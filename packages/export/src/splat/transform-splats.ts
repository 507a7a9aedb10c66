import { ExportError } from '../export-error.ts'
import { multiply } from '../rotation.ts'
import { rotateHarmonics } from './harmonics/rotate-harmonics.ts'
import { type Quaternion, toMatrix } from './quaternion.ts'
import { coefficientsOf, type Splats } from './splats.ts'

/** Applied in this order; what is left out changes nothing. */
export interface SplatTransform {
  /** Every length times this: above 0. */
  readonly scale?: number
  /** Quaternion x, y, z, w, of any length but 0. */
  readonly rotation?: Quaternion
  /** In units after scaling. */
  readonly translation?: readonly [number, number, number]
}

/**
 * Splats made larger, turned and moved as one thing, their view-dependent colour with them.
 *
 * @throws ExportError `invalid-option` for a scale that is not above 0, or a rotation of zeros.
 */
export function transformSplats(splats: Splats, transform: SplatTransform): Splats {
  const { scale = 1, rotation = [0, 0, 0, 1], translation = [0, 0, 0] } = transform
  const length = Math.hypot(...rotation)
  if (
    !(scale > 0 && scale < Infinity && length > 0 && length < Infinity && translation.every(Number.isFinite))
  )
    throw new ExportError(
      'invalid-option',
      'Splats cannot be moved so: give a scale above 0, a rotation that is not all zeros, and finite numbers.',
    )
  const [x, y, z, w] = rotation
  const turn: Quaternion = [x / length, y / length, z / length, w / length]
  const turns = Math.abs(turn[3]) < 1
  const growth = Math.log(scale)
  return {
    ...splats,
    positions: movePositions(splats.positions, toMatrix(turn), scale, translation),
    scales: growth === 0 ? splats.scales : splats.scales.map((value) => value + growth),
    rotations: turns ? turnRotations(splats.rotations, turn) : splats.rotations,
    harmonics: turns
      ? rotateHarmonics(splats.harmonics, coefficientsOf(splats.degree), toMatrix(turn))
      : splats.harmonics,
  }
}

function movePositions(
  positions: Float32Array,
  matrix: ReturnType<typeof toMatrix>,
  scale: number,
  translation: readonly number[],
): Float32Array {
  const moved = new Float32Array(positions.length)
  for (let at = 0; at < positions.length; at += 3) {
    const [x = 0, y = 0, z = 0] = [positions[at], positions[at + 1], positions[at + 2]]
    for (const [part, [a, b, c]] of matrix.entries())
      moved[at + part] = (a * x + b * y + c * z) * scale + (translation[part] ?? 0)
  }
  return moved
}

function turnRotations(rotations: Float32Array, turn: Quaternion): Float32Array {
  const turned = new Float32Array(rotations.length)
  for (let at = 0; at < rotations.length; at += 4) {
    const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray(at, at + 4)
    turned.set(multiply(turn, [x, y, z, w]), at)
  }
  return turned
}
