import type { Splats } from './splats.ts'

/** Of the centres of splats. */
export interface SplatBounds {
  readonly min: readonly [number, number, number]
  readonly max: readonly [number, number, number]
}

/** The smallest box around all centres; of no splats, a box of no size at the origin. */
export function boundsOf({ count, positions }: Splats): SplatBounds {
  if (count === 0) return { min: [0, 0, 0], max: [0, 0, 0] }
  let [minX, minY, minZ] = [Infinity, Infinity, Infinity]
  let [maxX, maxY, maxZ] = [-Infinity, -Infinity, -Infinity]
  for (let at = 0; at < positions.length; at += 3) {
    const [x = 0, y = 0, z = 0] = [positions[at], positions[at + 1], positions[at + 2]]
    if (x < minX) minX = x
    if (x > maxX) maxX = x
    if (y < minY) minY = y
    if (y > maxY) maxY = y
    if (z < minZ) minZ = z
    if (z > maxZ) maxZ = z
  }
  return { min: [minX, minY, minZ], max: [maxX, maxY, maxZ] }
}
