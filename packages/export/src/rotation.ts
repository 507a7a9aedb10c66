import type { Vector3 } from './motion/motion.ts'

/** A unit quaternion. */
export type Rotation = readonly [x: number, y: number, z: number, w: number]

export const NO_ROTATION: Rotation = [0, 0, 0, 1]

/** First `b`, then `a`. */
export function multiply(a: Rotation, b: Rotation): Rotation {
  const [ax, ay, az, aw] = a
  const [bx, by, bz, bw] = b
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ]
}

export const inverse = ([x, y, z, w]: Rotation): Rotation => [-x, -y, -z, w]

export function rotate([qx, qy, qz, qw]: Rotation, [x, y, z]: Vector3): Vector3 {
  const tx = 2 * (qy * z - qz * y)
  const ty = 2 * (qz * x - qx * z)
  const tz = 2 * (qx * y - qy * x)
  return [x + qw * tx + qy * tz - qz * ty, y + qw * ty + qz * tx - qx * tz, z + qw * tz + qx * ty - qy * tx]
}

/** The smallest rotation that takes one direction to another: a swing without any twist. Lengths do not matter. */
export function swing(from: Vector3, to: Vector3): Rotation {
  const a = normalised(from)
  const b = normalised(to)
  const w = 1 + dot(a, b)
  if (w < 1e-9) {
    // Half a turn: any axis across will do, and this one is the same on every machine.
    const axis = normalised(cross(a, Math.abs(a[1]) < 0.9 ? [0, 1, 0] : [0, 0, 1]))
    return [axis[0], axis[1], axis[2], 0]
  }
  return unit([...cross(a, b), w])
}

/** @param angle - Radians. @param axis - Of length 1. */
export function turnAbout(axis: Vector3, angle: number): Rotation {
  const s = Math.sin(angle / 2)
  return [axis[0] * s, axis[1] * s, axis[2] * s, Math.cos(angle / 2)]
}

/** Along the shorter way; `share` 0 is `a`, 1 is `b`. */
export function slerp(a: Rotation, b: Rotation, share: number): Rotation {
  const cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]
  const sign = cosine < 0 ? -1 : 1
  const angle = Math.acos(Math.min(1, cosine * sign))
  const s = Math.sin(angle)
  const keep = s < 1e-6 ? 1 - share : Math.sin((1 - share) * angle) / s
  const take = (s < 1e-6 ? share : Math.sin(share * angle) / s) * sign
  return unit([
    a[0] * keep + b[0] * take,
    a[1] * keep + b[1] * take,
    a[2] * keep + b[2] * take,
    a[3] * keep + b[3] * take,
  ])
}

/** The rotation whose columns are these axes, which must be of length 1 and at right angles. */
export function fromAxes(x: Vector3, y: Vector3, z: Vector3): Rotation {
  const trace = x[0] + y[1] + z[2]
  if (trace > 0) return unit([y[2] - z[1], z[0] - x[2], x[1] - y[0], trace + 1])
  if (x[0] >= y[1] && x[0] >= z[2])
    return unit([1 + x[0] - y[1] - z[2], x[1] + y[0], z[0] + x[2], y[2] - z[1]])
  if (y[1] >= z[2]) return unit([x[1] + y[0], 1 - x[0] + y[1] - z[2], y[2] + z[1], z[0] - x[2]])
  return unit([z[0] + x[2], y[2] + z[1], 1 - x[0] - y[1] + z[2], x[1] - y[0]])
}

export function unit(rotation: Rotation): Rotation {
  const [x, y, z, w] = rotation
  const length = Math.hypot(x, y, z, w) || 1
  return [x / length, y / length, z / length, w / length]
}

/** Radians, 0 to pi. */
export const angleBetween = (a: Vector3, b: Vector3): number => Math.atan2(lengthOf(cross(a, b)), dot(a, b))

export const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const plus = (a: Vector3, b: Vector3): Vector3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const times = (a: Vector3, factor: number): Vector3 => [a[0] * factor, a[1] * factor, a[2] * factor]
export const lengthOf = (a: Vector3): number => Math.hypot(a[0], a[1], a[2])
export const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

export function normalised(vector: Vector3): Vector3 {
  const length = lengthOf(vector) || 1
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}

export const vectorAt = (values: ArrayLike<number>, index: number): Vector3 => [
  values[index * 3] ?? 0,
  values[index * 3 + 1] ?? 0,
  values[index * 3 + 2] ?? 0,
]

export const rotationAt = (values: ArrayLike<number>, index: number): Rotation => [
  values[index * 4] ?? 0,
  values[index * 4 + 1] ?? 0,
  values[index * 4 + 2] ?? 0,
  values[index * 4 + 3] ?? 1,
]
