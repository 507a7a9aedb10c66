import type { Side } from '../motion/rig.ts'
import type { Vector } from '../motion/vector.ts'
import { addLoft, type Ring, type SkinnedMesh, type Weights } from './loft.ts'
import { accent, addBall, at, joint, porcelain, slate, type Row } from './mannequin-parts.ts'

/** Hip ball, thigh, knee ball, shin and ankle ball. */
export function addLeg(mesh: SkinnedMesh, side: Side): void {
  const [thigh, shin, foot] = ['upleg', 'leg', 'foot'].map((name) => joint(`${side}_${name}`)) as [
    number,
    number,
    number,
  ]
  const hips = joint('hips')
  const [x] = at(`${side}_upleg`)
  const rings = (rows: readonly Row[]): readonly Ring[] =>
    rows.map(([y, a, b, z, ...weights]) => ({
      at: [x * (1 - (0.9 - y) * 0.02), y, z],
      radii: [a, b],
      weights,
    }))
  const round = { side: [1, 0, 0] as Vector, segments: 16, color: porcelain }
  addBall(
    mesh,
    at(`${side}_upleg`),
    0.08,
    [
      [hips, 0.4],
      [thigh, 0.6],
    ],
    slate,
  )
  addLoft(
    mesh,
    rings([
      [0.86, 0.062, 0.066, 0, [thigh, 1]],
      [0.835, 0.077, 0.085, 0, [thigh, 1]],
      [0.77, 0.079, 0.087, 0.002, [thigh, 1]],
      [0.68, 0.07, 0.077, 0.004, [thigh, 1]],
      [0.58, 0.058, 0.062, 0.004, [thigh, 1]],
      [0.525, 0.051, 0.054, 0.003, [thigh, 0.9], [shin, 0.1]],
      [0.505, 0.038, 0.041, 0.002, [thigh, 0.8], [shin, 0.2]],
    ]),
    round,
  )
  addBall(
    mesh,
    at(`${side}_leg`),
    0.05,
    [
      [thigh, 0.5],
      [shin, 0.5],
    ],
    slate,
  )
  addLoft(
    mesh,
    rings([
      [0.455, 0.037, 0.041, 0, [thigh, 0.2], [shin, 0.8]],
      [0.435, 0.047, 0.053, -0.002, [thigh, 0.1], [shin, 0.9]],
      [0.37, 0.051, 0.06, -0.01, [shin, 1]],
      [0.3, 0.046, 0.054, -0.011, [shin, 1]],
      [0.2, 0.035, 0.039, -0.006, [shin, 1]],
      [0.125, 0.03, 0.032, -0.002, [shin, 1]],
      [0.105, 0.024, 0.026, 0, [shin, 0.9], [foot, 0.1]],
    ]),
    round,
  )
  addBall(
    mesh,
    at(`${side}_foot`),
    0.034,
    [
      [shin, 0.5],
      [foot, 0.5],
    ],
    slate,
  )
}

/** A shoe whose tip follows the toes. */
export function addFoot(mesh: SkinnedMesh, side: Side): void {
  const foot = joint(`${side}_foot`)
  const toes = joint(`${side}_toebase`)
  const [x] = at(`${side}_foot`)
  const ring = (z: number, a: number, b: number, ...weights: Weights): Ring => ({
    at: [x, b + 0.002, z],
    radii: [a, b],
    weights,
  })
  addLoft(
    mesh,
    [
      ring(-0.06, 0.018, 0.02, [foot, 1]),
      ring(-0.05, 0.03, 0.033, [foot, 1]),
      ring(-0.015, 0.036, 0.043, [foot, 1]),
      ring(0.035, 0.038, 0.04, [foot, 1]),
      ring(0.085, 0.043, 0.031, [foot, 0.85], [toes, 0.15]),
      ring(0.125, 0.045, 0.024, [foot, 0.5], [toes, 0.5]),
      ring(0.165, 0.042, 0.019, [toes, 1]),
      ring(0.192, 0.03, 0.014, [toes, 1]),
      ring(0.2, 0.016, 0.009, [toes, 1]),
    ],
    { side: [1, 0, 0], segments: 14, color: accent },
  )
}
