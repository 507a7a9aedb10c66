import type { Motion, Vector3 } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'

/** A triangle mesh in bind pose, each vertex held by exactly one joint. */
export interface StickFigure {
  readonly positions: Float32Array<ArrayBuffer>
  readonly normals: Float32Array<ArrayBuffer>
  /** The joint of each vertex. */
  readonly joints: Uint16Array<ArrayBuffer>
}

/** The waist of a bone: how far along it lies and how wide it is, in bone lengths. Blender draws bones so. */
const WAIST_AT = 0.1
const WAIST_RADIUS = 0.06
/** What stands for a figure that has no bone of any length, in metres. */
const POINT_SIZE = 0.05
const SHORTEST_BONE = 1e-4

/** One octahedron for every bone, so that a viewer that draws no skeletons still shows somebody moving. */
export function stickFigure(motion: Motion): StickFigure {
  const rest = createPoseReader(motion)('rest').joints
  const headOf = (joint: number): Vector3 => [
    rest[joint * 3] ?? 0,
    rest[joint * 3 + 1] ?? 0,
    rest[joint * 3 + 2] ?? 0,
  ]
  const bones = motion.joints.flatMap(({ parent, offset, end }, index) => [
    ...(parent === null ? [] : [{ joint: parent, reach: offset }]),
    ...(end ? [{ joint: index, reach: end }] : []),
  ])
  const visible = bones.filter(({ reach }) => Math.hypot(...reach) > SHORTEST_BONE)
  const drawn = visible.length > 0 ? visible : [{ joint: 0, reach: [0, POINT_SIZE, 0] as const }]

  const figure: StickFigure = {
    positions: new Float32Array(drawn.length * FACES.length * 9),
    normals: new Float32Array(drawn.length * FACES.length * 9),
    joints: new Uint16Array(drawn.length * FACES.length * 3),
  }
  for (const [index, { joint, reach }] of drawn.entries()) {
    const corners = octahedron(headOf(joint), reach)
    for (const [side, face] of FACES.entries()) {
      const [a, b, c] = face.map((corner) => corners[corner] ?? headOf(joint))
      if (!a || !b || !c) continue
      const normal = normalised(cross(minus(b, a), minus(c, a)))
      const at = index * FACES.length + side
      figure.positions.set([...a, ...b, ...c], at * 9)
      figure.normals.set([...normal, ...normal, ...normal], at * 9)
      figure.joints.fill(joint, at * 3, at * 3 + 3)
    }
  }
  return figure
}

/** Corner 0 is the head, 5 the tail, 1 to 4 the waist; wound counter-clockwise seen from outside. */
const FACES = [
  [0, 2, 1],
  [0, 3, 2],
  [0, 4, 3],
  [0, 1, 4],
  [5, 1, 2],
  [5, 2, 3],
  [5, 3, 4],
  [5, 4, 1],
] as const

function octahedron(head: Vector3, reach: Vector3): readonly Vector3[] {
  const length = Math.hypot(...reach)
  const along = normalised(reach)
  const aside = normalised(cross(along, Math.abs(along[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0]))
  const across = cross(along, aside)
  const point = (forward: number, side: number, other: number): Vector3 => [
    head[0] + length * (along[0] * forward + aside[0] * side + across[0] * other),
    head[1] + length * (along[1] * forward + aside[1] * side + across[1] * other),
    head[2] + length * (along[2] * forward + aside[2] * side + across[2] * other),
  ]
  return [
    head,
    point(WAIST_AT, WAIST_RADIUS, 0),
    point(WAIST_AT, 0, WAIST_RADIUS),
    point(WAIST_AT, -WAIST_RADIUS, 0),
    point(WAIST_AT, 0, -WAIST_RADIUS),
    point(1, 0, 0),
  ]
}

const minus = (a: Vector3, b: Vector3): Vector3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]

const cross = (a: Vector3, b: Vector3): Vector3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
]

function normalised(vector: Vector3): Vector3 {
  const length = Math.hypot(...vector) || 1
  return [vector[0] / length, vector[1] / length, vector[2] / length]
}
