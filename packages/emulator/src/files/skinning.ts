import type { WorldPose } from '../motion/forward-kinematics.ts'
import { restPositions } from '../motion/rig.ts'
import type { SkinnedMesh } from './loft.ts'

/** Vertices of a mesh in a pose, world, metres: three numbers each. */
export interface Skinned {
  readonly positions: Float32Array
  readonly normals: Float32Array
}

/** Bend a mesh to a pose: every vertex follows its joints by its weights. */
export function skin({ positions, normals, joints, weights }: SkinnedMesh, pose: WorldPose): Skinned {
  const matrices = matricesOf(pose)
  const bent = { positions: new Float32Array(positions.length), normals: new Float32Array(normals.length) }
  for (let vertex = 0; vertex < positions.length / 3; vertex++) {
    for (let influence = 0; influence < 4; influence++) {
      const weight = weights[vertex * 4 + influence] ?? 0
      if (weight === 0) continue
      const m = (joints[vertex * 4 + influence] ?? 0) * 12
      transform(matrices, m, positions, vertex * 3, weight, 1, bent.positions)
      transform(matrices, m, normals, vertex * 3, weight, 0, bent.normals)
    }
  }
  return bent
}

function transform(
  m: Float64Array,
  o: number,
  from: readonly number[],
  at: number,
  weight: number,
  w: number,
  to: Float32Array,
): void {
  const x = from[at] ?? 0
  const y = from[at + 1] ?? 0
  const z = from[at + 2] ?? 0
  for (let row = 0; row < 3; row++) {
    const i = o + row * 4
    const moved = (m[i] ?? 0) * x + (m[i + 1] ?? 0) * y + (m[i + 2] ?? 0) * z + (m[i + 3] ?? 0) * w
    to[at + row] = (to[at + row] ?? 0) + moved * weight
  }
}

/** From rest to pose, three rows of four per joint. */
function matricesOf({ positions, rotations }: WorldPose): Float64Array {
  const matrices = new Float64Array(positions.length * 12)
  for (const [joint, [x, y, z, w]] of rotations.entries()) {
    const rows = [
      [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ] as const
    const rest = restPositions[joint] ?? [0, 0, 0]
    for (const [row, [a, b, c]] of rows.entries()) {
      const moved = a * rest[0] + b * rest[1] + c * rest[2]
      matrices.set([a, b, c, (positions[joint]?.[row] ?? 0) - moved], joint * 12 + row * 4)
    }
  }
  return matrices
}
