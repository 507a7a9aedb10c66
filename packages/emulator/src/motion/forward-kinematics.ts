import type { Motion } from './motion.ts'
import { multiply, rotate, type Quaternion } from './quaternion.ts'
import { restPositions, rig } from './rig.ts'
import { add, type Vector } from './vector.ts'

/** World position, metres, and world rotation of every joint. */
export interface WorldPose {
  readonly positions: readonly Vector[]
  readonly rotations: readonly Quaternion[]
}

/** The T-pose. */
export const restPose: WorldPose = {
  positions: restPositions,
  rotations: rig.map((): Quaternion => [0, 0, 0, 1]),
}

/** Where every joint is in one frame. */
export function worldPose({ joints, rotations, hips }: Motion, frame: number): WorldPose {
  const world: { positions: Vector[]; rotations: Quaternion[] } = { positions: [], rotations: [] }
  for (const [index, joint] of joints.entries()) {
    const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray((frame * joints.length + index) * 4)
    const above = world.rotations[joint.parent]
    const origin = world.positions[joint.parent]
    if (above === undefined || origin === undefined) {
      world.rotations.push([x, y, z, w])
      world.positions.push([hips[frame * 3] ?? 0, hips[frame * 3 + 1] ?? 0, hips[frame * 3 + 2] ?? 0])
    } else {
      world.rotations.push(multiply(above, [x, y, z, w]))
      world.positions.push(add(origin, rotate(above, joint.offset)))
    }
  }
  return world
}
