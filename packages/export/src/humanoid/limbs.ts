import type { Vector3 } from '../motion/motion.ts'
import type { HumanBone, Side } from './human-bone.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import { minus } from '../rotation.ts'

/** An arm or a leg: three joints, two bones. */
export interface Limb {
  readonly kind: 'arm' | 'leg'
  readonly side: Side
  readonly upper: HumanBone
  readonly lower: HumanBone
  /** Hand or foot. */
  readonly end: HumanBone
}

export const LIMBS: readonly Limb[] = [
  { kind: 'leg', side: 'left', upper: 'leftUpperLeg', lower: 'leftLowerLeg', end: 'leftFoot' },
  { kind: 'leg', side: 'right', upper: 'rightUpperLeg', lower: 'rightLowerLeg', end: 'rightFoot' },
  { kind: 'arm', side: 'left', upper: 'leftUpperArm', lower: 'leftLowerArm', end: 'leftHand' },
  { kind: 'arm', side: 'right', upper: 'rightUpperArm', lower: 'rightLowerArm', end: 'rightHand' },
]

/** The bones of a limb that have a length: each with the bone at its far end. */
export const LIMB_BONES: readonly (readonly [bone: HumanBone, next: HumanBone])[] = LIMBS.flatMap(
  ({ upper, lower, end }) => [
    [upper, lower],
    [lower, end],
  ],
)

/** From one bone's joint to another's, or `null` where the map lacks one. */
export function reach(
  places: readonly Vector3[],
  { bones }: Pick<HumanoidMap, 'bones'>,
  from: HumanBone,
  to: HumanBone,
): Vector3 | null {
  const [a, b] = [bones[from], bones[to]]
  const [start, end] = [a === undefined ? undefined : places[a], b === undefined ? undefined : places[b]]
  return start && end ? minus(end, start) : null
}
