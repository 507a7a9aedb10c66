import type { Vector } from './vector.ts'

/** A rotation as a unit quaternion. `multiply(a, b)` turns by b first, then by a. */
export type Quaternion = readonly [x: number, y: number, z: number, w: number]

export const identity: Quaternion = [0, 0, 0, 1]

const half = (degrees: number): number => (degrees * Math.PI) / 360

export const aboutX = (degrees: number): Quaternion => [
  Math.sin(half(degrees)),
  0,
  0,
  Math.cos(half(degrees)),
]
export const aboutY = (degrees: number): Quaternion => [
  0,
  Math.sin(half(degrees)),
  0,
  Math.cos(half(degrees)),
]
export const aboutZ = (degrees: number): Quaternion => [
  0,
  0,
  Math.sin(half(degrees)),
  Math.cos(half(degrees)),
]

/** Apply the rotations right to left, as matrices would. */
export const compose = (...rotations: readonly Quaternion[]): Quaternion =>
  rotations.reduce(multiply, identity)

export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
    a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
    a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
    a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
  ]
}

export const invert = (q: Quaternion): Quaternion => [-q[0], -q[1], -q[2], q[3]]

/** The same rotation seen in a mirror across the plane between left and right. */
export const mirror = (q: Quaternion): Quaternion => [q[0], -q[1], -q[2], q[3]]

export function rotate(q: Quaternion, v: Vector): Vector {
  const tx = 2 * (q[1] * v[2] - q[2] * v[1])
  const ty = 2 * (q[2] * v[0] - q[0] * v[2])
  const tz = 2 * (q[0] * v[1] - q[1] * v[0])
  return [
    v[0] + q[3] * tx + q[1] * tz - q[2] * ty,
    v[1] + q[3] * ty + q[2] * tx - q[0] * tz,
    v[2] + q[3] * tz + q[0] * ty - q[1] * tx,
  ]
}

/** The rotation that carries the x, y and z axes to three given unit vectors at right angles. */
export function fromAxes(x: Vector, y: Vector, z: Vector): Quaternion {
  const trace = x[0] + y[1] + z[2]
  if (trace > 0) {
    const s = 2 * Math.sqrt(1 + trace)
    return [(y[2] - z[1]) / s, (z[0] - x[2]) / s, (x[1] - y[0]) / s, s / 4]
  }
  if (x[0] > y[1] && x[0] > z[2]) {
    const s = 2 * Math.sqrt(1 + x[0] - y[1] - z[2])
    return [s / 4, (y[0] + x[1]) / s, (z[0] + x[2]) / s, (y[2] - z[1]) / s]
  }
  if (y[1] > z[2]) {
    const s = 2 * Math.sqrt(1 + y[1] - x[0] - z[2])
    return [(y[0] + x[1]) / s, s / 4, (z[1] + y[2]) / s, (z[0] - x[2]) / s]
  }
  const s = 2 * Math.sqrt(1 + z[2] - x[0] - y[1])
  return [(z[0] + x[2]) / s, (z[1] + y[2]) / s, s / 4, (x[1] - y[0]) / s]
}
