import { type HumanBone, HUMAN_BONES, parentsOf, sideOf } from '../humanoid/human-bone.ts'
import type { HumanoidMap, Skeleton } from '../humanoid/map-humanoid.ts'
import { lengthOf, minus, plus, times, vectorAt } from '../rotation.ts'
import type { Joint, Motion, Vector3 } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'

export interface TPose extends Skeleton {
  /** The bone of each joint. */
  readonly bones: readonly HumanBone[]
}

/**
 * The mapped bones of a motion as a skeleton that stands in a T-pose, facing +Z with its ankles above the floor: each
 * bone as long as the motion has it, arms out, palms down.
 */
export function tPoseOf(motion: Motion, map: HumanoidMap): TPose {
  const rest = createPoseReader(motion)('rest').joints
  // A chest is what an upper chest needs; eyes are moved by where they look, never by a clip.
  const bones = HUMAN_BONES.filter(
    (bone) =>
      map.bones[bone] !== undefined &&
      !bone.endsWith('Eye') &&
      (bone !== 'upperChest' || map.bones.chest !== undefined),
  )
  const joints: Joint[] = []
  const places: Vector3[] = []
  for (const bone of bones) {
    const above = parentsOf(bone).find((parent) => bones.includes(parent))
    const parent = above === undefined ? null : bones.indexOf(above)
    const placeOf = (name: HumanBone): Vector3 => vectorAt(rest, map.bones[name] ?? 0)
    const length = above === undefined ? 0 : lengthOf(minus(placeOf(bone), placeOf(above)))
    const offset = times(directionOf(bone), length)
    joints.push({ name: bone, parent, offset, end: null })
    places.push(parent === null ? offset : plus(places[parent] ?? [0, 0, 0], offset))
  }
  const lowest = Math.min(...places.map(([, y]) => y))
  const standing = joints.map((joint): Joint =>
    joint.parent === null ? { ...joint, offset: [0, SOLE - lowest, 0] } : joint,
  )
  return {
    bones,
    joints: standing,
    humanoid: Object.fromEntries(bones.map((bone, index) => [bone, index])),
  }
}

/** Metres from the lowest joint of a foot to the floor. */
const SOLE = 0.02

function directionOf(bone: HumanBone): Vector3 {
  const side = sideOf(bone)
  if (side === null) return [0, 1, 0]
  const part = bone.slice(side.length)
  const [x, y, z] = DIRECTIONS.find(([pattern]) => pattern.test(part))?.[1] ?? [1, 0, 0]
  const length = Math.hypot(x, y, z)
  return [((side === 'left' ? 1 : -1) * x) / length, y / length, z / length]
}

/** To a bone of the left side from the one it hangs from. The left hand is at +X of who faces +Z. */
const DIRECTIONS: readonly (readonly [RegExp, Vector3])[] = [
  [/^UpperLeg$/, [1, -0.4, 0]],
  [/^(LowerLeg|Foot)$/, [0, -1, 0]],
  [/^Toes$/, [0, -0.5, 1]],
  [/^Shoulder$/, [0.3, 1, 0]],
  [/^ThumbProximal$/, [1, -0.2, 1]],
  [/^Thumb/, [1, 0, 1]],
  [/^IndexProximal$/, [1, 0, 0.25]],
  [/^RingProximal$/, [1, 0, -0.15]],
  [/^LittleProximal$/, [1, 0, -0.3]],
]
