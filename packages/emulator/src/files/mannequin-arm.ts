import { tipOf, type Side } from '../motion/rig.ts'
import { add, mixVectors, type Vector } from '../motion/vector.ts'
import { addLoft, type Ring, type SkinnedMesh, type Weights } from './loft.ts'
import { addBall, at, joint, porcelain, slate, type Color, type Row } from './mannequin-parts.ts'

/** Shoulder ball, upper arm, elbow ball, forearm and wrist ball. */
export function addArm(mesh: SkinnedMesh, side: Side): void {
  const [collar, arm, forearm, hand] = ['shoulder', 'arm', 'forearm', 'hand'].map((name) =>
    joint(`${side}_${name}`),
  ) as [number, number, number, number]
  const [x, y, z] = at(`${side}_arm`)
  const out = Math.sign(x)
  const ball = (name: string, radius: number, weights: Weights, color: Color = slate): void =>
    addBall(mesh, at(`${side}_${name}`), radius, weights, color)
  const rings = (rows: readonly Row[]): readonly Ring[] =>
    rows.map(([along, a, b, shift, ...weights]) => ({
      at: [x + out * along, y + shift, z],
      radii: [a, b],
      weights,
    }))
  const round = { side: [0, 0, 1] as Vector, segments: 14, color: porcelain }
  ball('arm', 0.064, [
    [collar, 0.4],
    [arm, 0.6],
  ])
  addLoft(
    mesh,
    rings([
      [0.02, 0.044, 0.046, 0, [arm, 1]],
      [0.04, 0.055, 0.056, 0, [arm, 1]],
      [0.09, 0.052, 0.053, 0, [arm, 1]],
      [0.16, 0.045, 0.047, 0, [arm, 1]],
      [0.23, 0.038, 0.039, 0, [arm, 0.9], [forearm, 0.1]],
      [0.25, 0.028, 0.029, 0, [arm, 0.8], [forearm, 0.2]],
    ]),
    round,
  )
  ball('forearm', 0.038, [
    [arm, 0.5],
    [forearm, 0.5],
  ])
  addLoft(
    mesh,
    rings([
      [0.29, 0.029, 0.03, 0, [arm, 0.2], [forearm, 0.8]],
      [0.31, 0.039, 0.04, 0, [arm, 0.1], [forearm, 0.9]],
      [0.36, 0.041, 0.042, 0, [forearm, 1]],
      [0.42, 0.036, 0.036, 0, [forearm, 1]],
      [0.48, 0.029, 0.027, 0, [forearm, 1]],
      [0.505, 0.022, 0.021, 0, [forearm, 0.9], [hand, 0.1]],
    ]),
    round,
  )
  ball('hand', 0.026, [
    [forearm, 0.5],
    [hand, 0.5],
  ])
}

/** The palm and five fingers of three bones each. */
export function addHand(mesh: SkinnedMesh, side: Side): void {
  const hand = joint(`${side}_hand`)
  const [x, y, z] = at(`${side}_hand`)
  const out = Math.sign(x)
  const ring = (along: number, wide: number, thick: number, shift: number, ...weights: Weights): Ring => ({
    at: [x + out * along, y, z + shift],
    radii: [wide, thick],
    weights,
  })
  addLoft(
    mesh,
    [
      ring(0.008, 0.018, 0.014, 0, [hand, 1]),
      ring(0.02, 0.028, 0.019, 0.002, [hand, 1]),
      ring(0.05, 0.042, 0.019, 0, [hand, 1]),
      ring(0.08, 0.044, 0.016, -0.003, [hand, 1]),
      ring(0.096, 0.034, 0.01, -0.003, [hand, 1]),
    ],
    { side: [0, 0, 1], segments: 12, color: porcelain },
  )
  for (const [finger, radius] of [
    ['Thumb', 0.0125],
    ['Index', 0.0105],
    ['Middle', 0.011],
    ['Ring', 0.0105],
    ['Pinky', 0.009],
  ] as const) {
    const names = [1, 2, 3].map((bone) => `${side}_hand${finger}${bone}`)
    const bones = [hand, ...names.map(joint)]
    const points = names.map(at)
    const tip = add(points[2] ?? [0, 0, 0], tipOf(`${names[2]}_JNT`) ?? [0, 0, 0])
    const rings = points.flatMap((from, bone): readonly Ring[] => {
      const to = points[bone + 1] ?? tip
      const own = bones[bone + 1] ?? hand
      const shrink = 1 - bone * 0.1
      const thick = radius * shrink
      return [
        {
          at: from,
          radii: [thick, thick],
          weights: [
            [bones[bone] ?? hand, 0.5],
            [own, 0.5],
          ],
        },
        { at: mixVectors(from, to, 0.5), radii: [thick * 0.95, thick * 0.95], weights: [[own, 1]] },
      ]
    })
    const end: Ring = { at: tip, radii: [radius * 0.45, radius * 0.45], weights: [[bones[3] ?? hand, 1]] }
    addLoft(mesh, [...rings, end], { side: [0, 1, 0], segments: 8, color: porcelain })
  }
}
