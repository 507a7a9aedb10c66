import type { Vector3 } from './motion.ts'
import type { Pose } from './pose-reader.ts'

/** The box around a pose, End Sites included. */
export function extentOf(pose: Pose): { min: Vector3; max: Vector3; size: Vector3 } {
  const min: [number, number, number] = [Infinity, Infinity, Infinity]
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  for (const positions of [pose.joints, pose.ends])
    for (let at = 0; at < positions.length; at++) {
      const value = positions[at] ?? 0
      const axis = at % 3
      if (value < (min[axis] ?? 0)) min[axis] = value
      if (value > (max[axis] ?? 0)) max[axis] = value
    }
  return { min, max, size: [max[0] - min[0], max[1] - min[1], max[2] - min[2]] }
}
