import { ExportError } from '../export-error.ts'
import type { Motion, Vector3 } from '../motion/motion.ts'
import { HUMAN_BONES, mirrored } from './human-bone.ts'
import { type HumanoidMap, mapHumanoid } from './map-humanoid.ts'
import { plainJointName } from './plain-joint-name.ts'
import { angleBetween, inverse, multiply, NO_ROTATION, type Rotation, swing, vectorAt } from '../rotation.ts'
import { setTurn } from './sample-motion.ts'
import { createWorldReader } from './world-reader.ts'

/** Radians by which the two sides may differ at rest; beyond, a swing would say too little about the roll. */
const UNEVEN = 0.7

/**
 * Left becomes right: the motion as a mirror shows it, on the same skeleton. Twice is the motion itself, as far as the
 * skeleton is even.
 *
 * @param map - Which joints are a pair; told by `mapHumanoid` unless given. Other pairs are found by their side marks.
 * @throws ExportError `unsupported` for a skeleton whose sides rest in different poses (Rokoko's BVH): retarget it first.
 */
export function mirrorMotion(motion: Motion, map: HumanoidMap = mapHumanoid(motion)): Motion {
  const { joints, frameCount } = motion
  const partners = partnersOf(motion, map)
  const poseOf = createWorldReader(motion)
  const childOf = joints.map((_, joint) => joints.findIndex(({ parent }) => parent === joint))
  const direction = (joint: number): Vector3 => {
    const child = childOf[joint] ?? -1
    return joints[child]?.offset ?? joints[joint]?.end ?? [0, 0, 0]
  }
  // From each joint's own rest to the mirror image of its partner's.
  const corrections = joints.map((_, joint): Rotation => {
    const [own, other] = [direction(joint), flip(direction(partners[joint] ?? joint))]
    if (partners[joint] === joint || Math.hypot(...own) < 1e-4 || Math.hypot(...other) < 1e-4)
      return NO_ROTATION
    if (angleBetween(own, other) > UNEVEN)
      throw new ExportError(
        'unsupported',
        `${joints[joint]?.name} and ${joints[partners[joint] ?? joint]?.name} rest in different poses, so a mirror image of the motion is not defined. Retarget it onto a character first.`,
      )
    return swing(own, other)
  })
  const rotations = new Float32Array(motion.rotations.length)
  const translations = motion.translations.map(({ joint }) => ({
    joint,
    values: new Float32Array(frameCount * 3),
  }))
  for (let frame = 0; frame < frameCount; frame++) {
    const pose = poseOf(frame)
    const turns = joints.map((_, joint) =>
      multiply(
        flipTurn(pose.turns[partners[joint] ?? joint] ?? NO_ROTATION),
        corrections[joint] ?? NO_ROTATION,
      ),
    )
    for (const [joint, { parent }] of joints.entries()) {
      const turn = turns[joint] ?? NO_ROTATION
      const above = parent === null ? NO_ROTATION : (turns[parent] ?? NO_ROTATION)
      setTurn(rotations, frame, joints.length, joint, multiply(inverse(above), turn))
    }
    for (const { joint, values } of translations) {
      const partner = partners[joint] ?? joint
      const track = motion.translations.find((other) => other.joint === partner)
      const local = track ? vectorAt(track.values, frame) : (joints[partner]?.offset ?? [0, 0, 0])
      values.set(flip(local), frame * 3)
    }
  }
  return { ...motion, rotations, translations }
}

const flip = ([x, y, z]: Vector3): Vector3 => [-x, y, z]
const flipTurn = ([x, y, z, w]: Rotation): Rotation => [x, -y, -z, w]

function partnersOf({ joints }: Motion, map: HumanoidMap): readonly number[] {
  const partners = joints.map((_, joint) => joint)
  for (const bone of HUMAN_BONES) {
    const [joint, partner] = [map.bones[bone], map.bones[mirrored(bone)]]
    if (joint !== undefined && partner !== undefined) partners[joint] = partner
  }
  const mapped = new Set(Object.values(map.bones))
  const plain = joints.map(({ name }) => plainJointName(name))
  const names = new Map(plain.map(({ side, word }, joint) => [`${side} ${word}`, joint]))
  for (const [joint, { side, word }] of plain.entries()) {
    const partner =
      side === null || mapped.has(joint)
        ? undefined
        : names.get(`${side === 'left' ? 'right' : 'left'} ${word}`)
    if (partner !== undefined && !mapped.has(partner)) partners[joint] = partner
  }
  return partners
}
