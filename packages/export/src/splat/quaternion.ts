import type { RotationMatrix } from './harmonics/rotate-harmonics.ts'

/** x, y, z, w. */
export type Quaternion = readonly [number, number, number, number]

export const toMatrix = ([x, y, z, w]: Quaternion): RotationMatrix => [
  [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
  [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
  [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
]
