import type { Joint } from '../motion/motion.ts'
import type { HumanBone } from './human-bone.ts'
import type { JointTree } from './joint-tree.ts'
import { plainJointName } from './plain-joint-name.ts'

/** Hips, spine and neck: however many joints there are. */
export interface Trunk {
  readonly hips: number
  /** From above the hips to where the arms leave, both ends included; may be empty. */
  readonly spine: readonly number[]
  /** From above the spine to below the head; may be empty. */
  readonly neck: readonly number[]
}

/**
 * Finds the trunk by what meets where, because its names and numbers follow no rule: `Chest` is the first spine joint
 * of some files and the second of others, and MakeHuman counts its spine downwards.
 *
 * @param bones - Joints already known; both upper legs, both upper arms and the head must be among them.
 * @returns `null` where the limbs do not meet as those of a person do.
 */
export function findTrunk(
  joints: readonly Joint[],
  tree: JointTree,
  bones: ReadonlyMap<HumanBone, number>,
): Trunk | null {
  const head = bones.get('head')
  const legs = known(bones, ['leftUpperLeg', 'rightUpperLeg'])
  const arms = known(bones, ['leftUpperArm', 'rightUpperArm'])
  const collars = known(bones, ['leftShoulder', 'rightShoulder'])
  if (head === undefined || legs.length < 2 || arms.length < 2) return null

  const meeting = tree.meeting([...legs, head])
  const chest = tree.meeting([...arms, ...collars.flatMap((joint) => joints[joint]?.parent ?? []), head])
  if (meeting === null || chest === null || !tree.isBelow(chest, meeting)) return null
  const named = bones.get('hips')
  const hips = named !== undefined && named !== meeting && tree.isBelow(meeting, named) ? named : meeting
  const isNeck = (joint: number): boolean => /neck/.test(plainJointName(joints[joint]?.name ?? '').word)
  const isHips = (joint: number): boolean => plainJointName(joints[joint]?.name ?? '').word === 'hips'
  const below = tree.path(hips, chest).filter((joint) => !isHips(joint))
  const above = tree.path(chest, head).slice(0, -1)
  // Arms that hang from the first neck joint.
  const firstNeck = below.findIndex(isNeck)
  return firstNeck < 0
    ? { hips, spine: below, neck: above }
    : { hips, spine: below.slice(0, firstNeck), neck: [...below.slice(firstNeck), ...above] }
}

/** The bones of Unity and VRM that a trunk of any number of joints has: one spine, and a chest from the second joint on. */
export function trunkBones({ hips, spine, neck }: Trunk): ReadonlyMap<HumanBone, number> {
  const bones = new Map<HumanBone, number>([['hips', hips]])
  const set = (bone: HumanBone, joint: number | undefined): void => {
    if (joint !== undefined) bones.set(bone, joint)
  }
  set('spine', spine[0])
  if (spine.length === 2) set('chest', spine[1])
  if (spine.length > 2) {
    set('chest', spine[Math.floor(spine.length / 2)])
    set('upperChest', spine.at(-1))
  }
  set('neck', neck[0])
  return bones
}

const known = (bones: ReadonlyMap<HumanBone, number>, names: readonly HumanBone[]): readonly number[] =>
  names.flatMap((name) => bones.get(name) ?? [])
