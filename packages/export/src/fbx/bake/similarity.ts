import { inverse, rotate } from '../../rotation.ts'
import { axesOf, quarterTurnNear, type Turn } from './turn.ts'

/** A turn and a uniform scale: `p -> scale * turn(p)`. Moves nothing. */
export interface Similarity {
  readonly turn: Turn
  readonly scale: number
}

export const inverseOf = ({ turn, scale }: Similarity): Similarity => ({
  turn: inverse(turn),
  scale: 1 / scale,
})

/** `left * matrix * right`, of 16 numbers in columns, as FBX and glTF have them. */
export function aroundMatrix(left: Similarity, matrix: Float64Array, right: Similarity): Float64Array {
  const result = new Float64Array(16)
  const basis = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const
  for (const [index, axis] of basis.entries()) {
    const [x, y, z] = rotate(right.turn, axis)
    const column = [0, 1, 2].map(
      (row) => (matrix[row] ?? 0) * x + (matrix[4 + row] ?? 0) * y + (matrix[8 + row] ?? 0) * z,
    )
    const out = rotate(left.turn, [column[0] ?? 0, column[1] ?? 0, column[2] ?? 0])
    result.set(
      out.map((value) => value * left.scale * right.scale),
      index * 4,
    )
  }
  const place = rotate(left.turn, [matrix[12] ?? 0, matrix[13] ?? 0, matrix[14] ?? 0])
  result.set(
    place.map((value) => value * left.scale),
    12,
  )
  result[15] = 1
  return result
}

/** Every three numbers as a place, or with scale 1 as a direction. In place; quarter turns leave no rounding behind. */
export function applyToTriples({ turn, scale }: Similarity, values: Float64Array): Float64Array {
  const quarter = quarterTurnNear(turn, 1e-9)
  const axes = quarter && axesOf(quarter)
  for (let at = 0; at + 2 < values.length; at += 3) {
    const point = [values[at] ?? 0, values[at + 1] ?? 0, values[at + 2] ?? 0] as const
    const moved = axes ? axes.map(({ from, sign }) => (point[from] ?? 0) * sign) : rotate(turn, point)
    for (let axis = 0; axis < 3; axis++) values[at + axis] = (moved[axis] ?? 0) * scale + 0
  }
  return values
}
