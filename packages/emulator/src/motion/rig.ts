import type { Vector } from './vector.ts'

export interface Joint {
  readonly name: string
  /** Index of the parent, -1 for the hips. Parents come first. */
  readonly parent: number
  /** Rest position relative to the parent, metres; every joint rests unturned, so this is also a world-aligned offset. */
  readonly offset: Vector
}

export type Side = 'l' | 'r'

const fingers: readonly (readonly [finger: string, ...Vector[]])[] = [
  ['Thumb', [0.022, -0.012, 0.03], [0.03, -0.008, 0.026], [0.026, 0, 0.014]],
  ['Index', [0.09, 0.002, 0.027], [0.036, 0, 0.002], [0.022, 0, 0.001]],
  ['Middle', [0.094, 0.003, 0.005], [0.039, 0, 0], [0.024, 0, 0]],
  ['Ring', [0.09, 0.002, -0.015], [0.036, 0, -0.002], [0.022, 0, -0.001]],
  ['Pinky', [0.082, -0.002, -0.034], [0.028, 0, -0.003], [0.018, 0, -0.002]],
]

/**
 * Lengths and sole points that leg work needs, metres. The heel and the toe joint are relative to the ankle at rest,
 * the ball and the tip of the toes to the toe joint.
 */
export const leg = {
  thigh: 0.42,
  shin: 0.4,
  ankleHeight: 0.08,
  heel: [0, -0.08, -0.055] as Vector,
  toeJoint: [0, -0.06, 0.125] as Vector,
  ball: [0, -0.02, 0] as Vector,
  toe: [0, -0.02, 0.075] as Vector,
  hipHalfWidth: 0.09,
  hipDrop: 0.04,
}

/** Height of the hips at rest with straight legs, metres. */
export const restHipsHeight = leg.thigh + leg.shin + leg.ankleHeight + leg.hipDrop

/**
 * The 52 joints of a DeepMotion character in a T-pose: facing +Z, Y up, palms down, 1.71 m tall, soles at y = 0.
 * The names are those that public consumers of the service's files expect; the proportions are ours.
 */
export const rig: readonly Joint[] = build()

const indices = new Map(rig.map((joint, index) => [joint.name, index]))

/** @throws Error for a name that the rig does not have: a programming mistake, never a matter of the prompt. */
export function jointIndex(name: string): number {
  const index = indices.get(name)
  if (index === undefined) throw new Error(`The rig has no joint "${name}".`)
  return index
}

/** Where the last bone of a chain ends, relative to its joint, metres. Null for a joint that has children. */
export function tipOf(name: string): Vector | null {
  if (name === 'head_JNT') return [0, 0.165, 0.01]
  const side = name.startsWith('l_') ? 1 : -1
  if (name.endsWith('toebase_JNT')) return [0, -0.008, 0.075]
  if (name.endsWith('Thumb3_JNT')) return [side * 0.022, -0.002, 0.01]
  return name.endsWith('3_JNT') ? [side * 0.02, 0, 0] : null
}

/** World rest position of every joint, metres. */
export const restPositions: readonly Vector[] = rig.reduce<Vector[]>((positions, joint) => {
  const [x, y, z] = positions[joint.parent] ?? [0, 0, 0]
  return [...positions, [x + joint.offset[0], y + joint.offset[1], z + joint.offset[2]]]
}, [])

function build(): readonly Joint[] {
  const joints: Joint[] = []
  const put = (name: string, parent: number, offset: Vector): number =>
    joints.push({ name: `${name}_JNT`, parent, offset }) - 1
  const hips = put('hips', -1, [0, restHipsHeight, 0])
  for (const [side, x] of [
    ['l', 1],
    ['r', -1],
  ] as const) {
    const thigh = put(`${side}_upleg`, hips, [x * leg.hipHalfWidth, -leg.hipDrop, 0])
    const shin = put(`${side}_leg`, thigh, [0, -leg.thigh, 0])
    const foot = put(`${side}_foot`, shin, [0, -leg.shin, 0])
    put(`${side}_toebase`, foot, leg.toeJoint)
  }
  const spine = put('spine', hips, [0, 0.085, -0.005])
  const spine1 = put('spine1', spine, [0, 0.115, 0])
  const spine2 = put('spine2', spine1, [0, 0.12, 0])
  for (const [side, x] of [
    ['l', 1],
    ['r', -1],
  ] as const) {
    const shoulder = put(`${side}_shoulder`, spine2, [x * 0.035, 0.135, 0])
    const arm = put(`${side}_arm`, shoulder, [x * 0.14, -0.005, -0.008])
    const forearm = put(`${side}_forearm`, arm, [x * 0.27, 0, 0])
    const hand = put(`${side}_hand`, forearm, [x * 0.25, 0, 0])
    for (const [finger, ...offsets] of fingers) {
      let parent = hand
      for (const [at, offset] of offsets.entries()) {
        parent = put(`${side}_hand${finger}${at + 1}`, parent, [x * offset[0], offset[1], offset[2]])
      }
    }
  }
  const neck = put('neck', spine2, [0, 0.19, -0.008])
  put('head', neck, [0, 0.09, 0.012])
  return joints
}
