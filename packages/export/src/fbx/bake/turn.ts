import { inverse, rotate } from '../../rotation.ts'

export type Turn = readonly [x: number, y: number, z: number, w: number]
type Triple = readonly [x: number, y: number, z: number]

export const NO_TURN: Turn = [0, 0, 0, 1]

/** First `b`, then `a`. */
export const compose = (a: Turn, b: Turn): Turn => [
  a[3] * b[0] + a[0] * b[3] + a[1] * b[2] - a[2] * b[1],
  a[3] * b[1] - a[0] * b[2] + a[1] * b[3] + a[2] * b[0],
  a[3] * b[2] + a[0] * b[1] - a[1] * b[0] + a[2] * b[3],
  a[3] * b[3] - a[0] * b[0] - a[1] * b[1] - a[2] * b[2],
]

/** By how many degrees two turns differ. */
export const degreesBetween = (a: Turn, b: Turn): number => {
  const [x, y, z, w] = compose(inverse(a), b)
  return (2 * Math.atan2(Math.hypot(x, y, z), Math.abs(w)) * 180) / Math.PI
}

/** FBX's rotation orders by their numbers; the first axis turns first (`EFbxRotationOrder`, FBX SDK 2020). */
const ORDERS = ['xyz', 'xzy', 'yzx', 'yxz', 'zxy', 'zyx'] as const

/** Angles in degrees, about x, y and z, whatever the order they are applied in. */
export function fromDegrees(angles: Triple, order = 0): Turn {
  let result = NO_TURN
  for (const axis of ORDERS[order] ?? ORDERS[0]) {
    const index = 'xyz'.indexOf(axis)
    const half = ((angles[index] ?? 0) * Math.PI) / 360
    const turn: [number, number, number, number] = [0, 0, 0, Math.cos(half)]
    turn[index] = Math.sin(half)
    result = compose(turn, result)
  }
  return result
}

/** Degrees about x, then y, then z: FBX's usual order. */
export function toDegrees(turn: Turn): Triple {
  // Exactly a rotation, or near y = 90 the angles of x and z would not belong together.
  const length = Math.hypot(...turn)
  const x = turn[0] / length
  const y = turn[1] / length
  const z = turn[2] / length
  const w = turn[3] / length
  const degrees = 180 / Math.PI
  const sine = 2 * (w * y - x * z)
  // There x and z turn about one line, and only their sum is known; all of it goes to x.
  if (Math.abs(sine) > 1 - 1e-14) return [2 * Math.atan2(x, w) * degrees, Math.sign(sine) * 90, 0]
  return [
    Math.atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)) * degrees,
    Math.asin(sine) * degrees,
    Math.atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)) * degrees,
  ]
}

const HALF = Math.SQRT1_2
/** All 24 turns that take axes to axes. */
const QUARTER_TURNS: readonly Turn[] = (() => {
  const found: Turn[] = [NO_TURN]
  const generators: readonly Turn[] = [
    [HALF, 0, 0, HALF],
    [0, HALF, 0, HALF],
  ]
  for (let index = 0; index < found.length; index++)
    for (const generator of generators) {
      const next = compose(generator, found[index] ?? NO_TURN)
      if (!found.some((turn) => degreesBetween(turn, next) < 1)) found.push(next)
    }
  return found
})()

/** The turn by quarters that is within so many degrees; `null` where there is none. */
export const quarterTurnNear = (turn: Turn, degrees: number): Turn | null =>
  QUARTER_TURNS.find((quarter) => degreesBetween(quarter, turn) <= degrees) ?? null

/** For each new axis, the old one it takes its numbers from, and with which sign. Of quarter turns only. */
export function axesOf(turn: Turn): readonly { readonly from: number; readonly sign: 1 | -1 }[] {
  const columns = [rotate(turn, [1, 0, 0]), rotate(turn, [0, 1, 0]), rotate(turn, [0, 0, 1])]
  return [0, 1, 2].map((row) => {
    const from = columns.findIndex((column) => Math.abs(column[row] ?? 0) > 0.5)
    return { from, sign: (columns[from]?.[row] ?? 1) < 0 ? -1 : 1 }
  })
}
