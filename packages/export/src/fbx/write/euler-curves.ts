import { toDegrees } from '../bake/turn.ts'

/**
 * Quaternions, frame after frame, as three curves in degrees about x, then y, then z.
 *
 * Three angles and a full turn more or less are one rotation, and so are two ways of sharing it among the axes: each
 * frame takes the triple nearest to the one before, so that nothing between two frames swings the long way round.
 */
export function eulerCurves(quaternions: Float32Array): readonly Float64Array[] {
  const frameCount = quaternions.length / 4
  const curves = [0, 1, 2].map(() => new Float64Array(frameCount))
  let last: readonly number[] = [0, 0, 0]
  for (let frame = 0; frame < frameCount; frame++) {
    const at = frame * 4
    const [x, y, z] = toDegrees([
      quaternions[at] ?? 0,
      quaternions[at + 1] ?? 0,
      quaternions[at + 2] ?? 0,
      quaternions[at + 3] ?? 1,
    ])
    const one = [x, y, z].map((angle, axis) => unrolled(angle, last[axis] ?? 0))
    const other = [x + 180, 180 - y, z + 180].map((angle, axis) => unrolled(angle, last[axis] ?? 0))
    last = distance(other, last) < distance(one, last) ? other : one
    for (const [axis, curve] of curves.entries()) curve[frame] = last[axis] ?? 0
  }
  return curves
}

const unrolled = (angle: number, before: number): number => angle - 360 * Math.round((angle - before) / 360)

const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, axis) => sum + Math.abs(value - (b[axis] ?? 0)), 0)
