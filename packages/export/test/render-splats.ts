import { evaluateHarmonics } from '../src/splat/harmonics/evaluate-harmonics.ts'
import { type Quaternion, toMatrix } from '../src/splat/quaternion.ts'
import { coefficientsOf, opacityOf, type Splats } from '../src/splat/splats.ts'

type Vector = readonly [number, number, number]

/** A pinhole that looks along its own -Z, with Y up. */
export interface Camera {
  readonly position: Vector
  /** From the camera's axes to the frame's. */
  readonly rotation: Quaternion
}

/** Pixels each way. */
export const SIZE = 128
/** Pixels; a field of view of about 50 degrees. */
export const FOCAL = 140
/** Added to every splat's variance in pixels, as the INRIA rasteriser does. */
const BLUR = 0.3

/**
 * A picture of splats, small and slow and the same everywhere: red, green and blue from 0 to 1, row by row, on black.
 *
 * @see Kerbl et al., "3D Gaussian Splatting for Real-Time Radiance Field Rendering" (2023), sections 4 and 6
 */
export function renderSplats(splats: Splats, camera: Camera): Float32Array {
  const toCamera = transpose(toMatrix(camera.rotation))
  const seen = Array.from({ length: splats.count }, (_, index) => project(splats, index, camera, toCamera))
    .filter((splat) => splat !== null)
    .toSorted((a, b) => a.depth - b.depth)
  const picture = new Float32Array(SIZE * SIZE * 3)
  const light = new Float32Array(SIZE * SIZE).fill(1)
  for (const { x, y, xx, xy, yy, opacity, color } of seen) {
    const determinant = xx * yy - xy * xy
    const reach = Math.ceil(3 * Math.sqrt(Math.max(xx, yy)))
    for (let row = Math.max(0, Math.floor(y - reach)); row <= Math.min(SIZE - 1, y + reach); row++)
      for (
        let column = Math.max(0, Math.floor(x - reach));
        column <= Math.min(SIZE - 1, x + reach);
        column++
      ) {
        const [dx, dy] = [column + 0.5 - x, row + 0.5 - y]
        const power = -0.5 * ((dx * dx * yy - 2 * dx * dy * xy + dy * dy * xx) / determinant)
        const alpha = Math.min(0.99, opacity * Math.exp(power))
        if (alpha < 1 / 255) continue
        const at = row * SIZE + column
        const left = light[at] ?? 0
        for (const [channel, value] of color.entries())
          picture[at * 3 + channel] = (picture[at * 3 + channel] ?? 0) + value * alpha * left
        light[at] = left * (1 - alpha)
      }
  }
  return picture
}

/** Part of the pixels that differ by more than 8 of 255 in some channel, a third of what picture tests usually allow. */
export function differingShare(a: Float32Array, b: Float32Array): number {
  let differing = 0
  for (let at = 0; at < a.length; at += 3)
    if ([0, 1, 2].some((channel) => Math.abs((a[at + channel] ?? 0) - (b[at + channel] ?? 0)) > 8 / 255))
      differing++
  return differing / (a.length / 3)
}

/** What a splat looks like from a place, from 0. */
export function colorOf(splats: Splats, index: number, [x, y, z]: Vector): readonly number[] {
  const direction = [0, 1, 2].map(
    (axis) => (splats.positions[index * 3 + axis] ?? 0) - ([x, y, z][axis] ?? 0),
  )
  const length = Math.hypot(...direction)
  const [dx = 0, dy = 0, dz = 0] = direction.map((value) => value / length)
  const [flat = 0, ...harmonics] = evaluateHarmonics(dx, dy, dz)
  const coefficients = coefficientsOf(splats.degree)
  return [0, 1, 2].map((channel) => {
    let value = 0.5 + flat * (splats.colors[index * 3 + channel] ?? 0)
    for (let place = 0; place < coefficients; place++)
      value += (harmonics[place] ?? 0) * (splats.harmonics[(index * coefficients + place) * 3 + channel] ?? 0)
    return Math.max(value, 0)
  })
}

/** The 3 x 3 covariance of a splat: what its scales and rotation mean together. */
export function covarianceOf({ scales, rotations }: Splats, index: number): Matrix {
  const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray(index * 4, index * 4 + 4)
  const variances = [0, 1, 2].map((axis) => Math.exp(2 * (scales[index * 3 + axis] ?? 0)))
  const matrix: Matrix = toMatrix([x, y, z, w])
  return multiply(
    matrix.map((row) => row.map((value, axis) => value * (variances[axis] ?? 0))),
    transpose(matrix),
  )
}

type Matrix = readonly (readonly number[])[]

function project(splats: Splats, index: number, camera: Camera, toCamera: Matrix) {
  const away = [0, 1, 2].map(
    (axis) => (splats.positions[index * 3 + axis] ?? 0) - (camera.position[axis] ?? 0),
  )
  const [x = 0, y = 0, z = 0] = toCamera.map((row) =>
    row.reduce((sum, value, axis) => sum + value * (away[axis] ?? 0), 0),
  )
  if (z > -0.2) return null
  const jacobian = [
    [FOCAL / -z, 0, (FOCAL * x) / (z * z)],
    [0, FOCAL / z, (-FOCAL * y) / (z * z)],
  ]
  const view = multiply(jacobian, toCamera)
  const [[xx = 0, xy = 0] = [], [, yy = 0] = []] = multiply(
    multiply(view, covarianceOf(splats, index)),
    transpose(view),
  )
  return {
    x: SIZE / 2 + (FOCAL * x) / -z,
    y: SIZE / 2 + (FOCAL * y) / z,
    xx: xx + BLUR,
    xy,
    yy: yy + BLUR,
    depth: -z,
    opacity: opacityOf(splats.opacities[index] ?? 0),
    color: colorOf(splats, index, camera.position),
  }
}

const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    (b[0] ?? []).map((_, column) => row.reduce((sum, value, at) => sum + value * (b[at]?.[column] ?? 0), 0)),
  )

const transpose = (matrix: Matrix): Matrix =>
  (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0))
