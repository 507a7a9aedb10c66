import { ExportError } from '../export-error.ts'
import type { Joint, Motion, Vector3 } from '../motion/motion.ts'
import { inverse, minus, plus, rotate, type Rotation, rotationAt, vectorAt } from '../rotation.ts'
import { createWorldReader } from './world-reader.ts'

/**
 * Where travel goes.
 *
 * - `keep`: the hips travel, as recorded.
 * - `in-place`: the hips stay over where they begin, and keep their height: for engines that move the character themselves.
 * - `root-bone`: a joint added above everything travels along the floor and the hips move above it: for engines that
 *   read root motion from a bone.
 */
export type RootMotionMode = 'keep' | 'in-place' | 'root-bone'

export interface RootMotionOptions {
  readonly mode: RootMotionMode
  /** The joint that travels; the first root otherwise. A humanoid map's `hips`. */
  readonly hips?: number
  /** Of the joint that `root-bone` adds. */
  readonly rootName?: string
}

/**
 * @throws ExportError `invalid-option` when there is already a joint of the new root's name.
 */
export function setRootMotion(motion: Motion, options: RootMotionOptions): Motion {
  const { mode, rootName = 'root' } = options
  const hips = options.hips ?? motion.joints.findIndex(({ parent }) => parent === null)
  if (mode === 'keep' || motion.frameCount === 0 || hips < 0) return motion
  const path = pathOf(motion, hips)
  const start = path[0] ?? [0, 0, 0]
  return mode === 'in-place'
    ? shifted(motion, hips, path, start)
    : withRoot(motion, hips, path, start, rootName)
}

/** World place of a joint in every frame. */
export function pathOf(motion: Motion, joint: number): readonly Vector3[] {
  const poseOf = createWorldReader(motion)
  return Array.from({ length: motion.frameCount }, (_, frame) => poseOf(frame).places[joint] ?? [0, 0, 0])
}

/** Takes the travel along the floor out of the hips, which may hang from joints that turn. */
function shifted(motion: Motion, hips: number, path: readonly Vector3[], start: Vector3): Motion {
  return moveJoint(motion, hips, (frame) => {
    const [x, , z] = path[frame] ?? start
    return [start[0] - x, 0, start[2] - z]
  })
}

/**
 * Moves one joint, and with it all below, by a vector of the world that may differ in every frame.
 *
 * @param by - Metres.
 */
function moveJoint(motion: Motion, joint: number, by: (frame: number) => Vector3): Motion {
  const poseOf = createWorldReader(motion)
  const { parent, offset } = motion.joints[joint] ?? { parent: null, offset: [0, 0, 0] as const }
  const before = motion.translations.find((track) => track.joint === joint)?.values
  const values = new Float32Array(motion.frameCount * 3)
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const local = before ? vectorAt(before, frame) : offset
    const above: Rotation | undefined = parent === null ? undefined : poseOf(frame).turns[parent]
    values.set(plus(local, above ? rotate(inverse(above), by(frame)) : by(frame)), frame * 3)
  }
  return {
    ...motion,
    translations: [
      ...motion.translations.filter((track) => track.joint !== joint),
      { joint, values },
    ].toSorted((a, b) => a.joint - b.joint),
  }
}

function withRoot(
  motion: Motion,
  hips: number,
  path: readonly Vector3[],
  start: Vector3,
  name: string,
): Motion {
  if (motion.joints.some((joint) => joint.name === name))
    throw new ExportError(
      'invalid-option',
      `There is a joint ${JSON.stringify(name)} already; pass another rootName.`,
    )
  const still = shifted(motion, hips, path, start)
  const joints: readonly Joint[] = [
    { name, parent: null, offset: [0, 0, 0], end: null },
    ...still.joints.map((joint) => ({ ...joint, parent: joint.parent === null ? 0 : joint.parent + 1 })),
  ]
  const count = joints.length
  const rotations = new Float32Array(motion.frameCount * count * 4)
  const travel = new Float32Array(motion.frameCount * 3)
  for (let frame = 0; frame < motion.frameCount; frame++) {
    rotations.set([0, 0, 0, 1], frame * count * 4)
    for (let joint = 1; joint < count; joint++)
      rotations.set(rotationAt(still.rotations, frame * (count - 1) + joint - 1), (frame * count + joint) * 4)
    const [x, , z] = minus(path[frame] ?? start, start)
    travel.set([x, 0, z], frame * 3)
  }
  return {
    ...still,
    joints,
    rotations,
    translations: [
      { joint: 0, values: travel },
      ...still.translations.map(({ joint, values }) => ({ joint: joint + 1, values })),
    ],
  }
}
