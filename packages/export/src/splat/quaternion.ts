import type { RotationMatrix } from './harmonics/rotate-harmonics.ts'

/** x, y, z, w. */
export type Quaternion = readonly [number, number, number, number]

export const toMatrix = ([x, y, z, w]: Quaternion): RotationMatrix => [
  [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
  [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
  [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
]

/** The rotation `second` after the rotation `first`. */
export const product = (second: Quaternion, first: Quaternion): Quaternion => {
  const [ax, ay, az, aw] = second
  const [bx, by, bz, bw] = first
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ]
}
