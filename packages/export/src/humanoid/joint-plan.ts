import type { Alignment } from './align-rests.ts'
import { HUMAN_BONES, type HumanBone } from './human-bone.ts'
import { LIMB_BONES } from './limbs.ts'
import type { HumanoidMap, Skeleton } from './map-humanoid.ts'
import type { Rotation } from '../rotation.ts'

/** What one joint of the target does. */
export interface JointPlan {
  /**
   * The source joints it takes its turn from: the one, or between two of them. `null`: it stays as it rests on its parent.
   */
  readonly from: { readonly low: number; readonly high: number; readonly share: number } | null
  readonly correction: Rotation
  /** For the bones of arms and legs: joints, source and target, at the far end; the bone points there exactly. */
  readonly aim: { readonly source: number; readonly target: number } | null
}

export interface Plan {
  /** One for each joint of the target. */
  readonly joints: readonly JointPlan[]
  /** Bones of the source with no place in the target. */
  readonly dropped: readonly HumanBone[]
  /** Bones of the target that nothing moves. */
  readonly atRest: readonly HumanBone[]
}

interface Side {
  readonly skeleton: Skeleton
  readonly map: HumanoidMap
}

/** Decides once for all frames what every joint of the target follows. */
export function planJoints(source: Side, target: Side, { corrections, trunk }: Alignment): Plan {
  const joints: JointPlan[] = target.skeleton.joints.map(() => ({ from: null, correction: trunk, aim: null }))
  const follow = (joint: number, low: number, high: number, share: number, correction: Rotation): void => {
    joints[joint] = { from: { low, high, share }, correction, aim: null }
  }
  for (const bone of HUMAN_BONES) {
    const [from, to] = [source.map.bones[bone], target.map.bones[bone]]
    if (from !== undefined && to !== undefined) follow(to, from, from, 0, corrections.get(bone) ?? trunk)
  }
  const hips = source.map.bones.hips
  const head = source.map.bones.head
  if (hips !== undefined) spread(source.map.spine, target.map.spine, hips, null)
  if (head !== undefined)
    spread(source.map.neck, target.map.neck, source.map.spine.at(-1) ?? hips ?? head, head)

  function spread(from: readonly number[], to: readonly number[], below: number, above: number | null): void {
    const steps = [below, ...from, ...(above === null ? [] : [above])]
    const count = to.length + (above === null ? 0 : 1)
    for (const [index, joint] of to.entries()) {
      const at = ((index + 1) / count) * (steps.length - 1)
      const low = Math.min(Math.floor(at + 1e-9), steps.length - 1)
      const high = Math.min(low + 1, steps.length - 1)
      follow(joint, steps[low] ?? below, steps[high] ?? below, Math.max(0, at - low), trunk)
    }
  }
  carrySameNames(source, target, joints)
  for (const [bone, next] of LIMB_BONES) {
    const [joint, end, aimed] = [target.map.bones[bone], target.map.bones[next], source.map.bones[next]]
    const plan = joint === undefined ? undefined : joints[joint]
    if (joint === undefined || end === undefined || aimed === undefined || !plan?.from) continue
    if (!isRigid(target.skeleton, joints, joint, end)) continue
    joints[joint] = { ...plan, aim: { source: aimed, target: end } }
  }
  const mapped = (map: HumanoidMap, bone: HumanBone): boolean => map.bones[bone] !== undefined
  // Spine and neck are spread over however many joints there are; none of their bones is lost.
  const isSpread = (bone: HumanBone): boolean => ['spine', 'chest', 'upperChest', 'neck'].includes(bone)
  return {
    joints,
    dropped: HUMAN_BONES.filter(
      (bone) => mapped(source.map, bone) && !mapped(target.map, bone) && !isSpread(bone),
    ),
    atRest: HUMAN_BONES.filter(
      (bone) => mapped(target.map, bone) && !mapped(source.map, bone) && !isSpread(bone),
    ),
  }
}

/** Jaws, twist joints and the like: no human bones, but the same joint when name and bone above are the same. */
function carrySameNames(source: Side, target: Side, joints: JointPlan[]): void {
  const names = new Map(source.skeleton.joints.map(({ name }, index) => [name, index]))
  const sourceBones = boneByJoint(source.map)
  const targetBones = boneByJoint(target.map)
  for (const [joint, { name }] of target.skeleton.joints.entries()) {
    const same = names.get(name)
    if (same === undefined || joints[joint]?.from || sourceBones.has(same) || targetBones.has(joint)) continue
    const above = boneAbove(target.skeleton, targetBones, joint)
    if (above === null || above.bone !== boneAbove(source.skeleton, sourceBones, same)?.bone) continue
    joints[joint] = {
      from: { low: same, high: same, share: 0 },
      correction: joints[above.joint]?.correction ?? [0, 0, 0, 1],
      aim: null,
    }
  }
}

function boneAbove(
  { joints }: Skeleton,
  bones: ReadonlyMap<number, string>,
  joint: number,
): { bone: string; joint: number } | null {
  for (let at = joints[joint]?.parent ?? null; at !== null; at = joints[at]?.parent ?? null) {
    const bone = bones.get(at)
    if (bone !== undefined) return { bone, joint: at }
  }
  return null
}

function boneByJoint({ bones, spine, neck }: HumanoidMap): ReadonlyMap<number, string> {
  return new Map([
    ...spine.map((joint) => [joint, 'spine'] as const),
    ...neck.map((joint) => [joint, 'neck'] as const),
    ...HUMAN_BONES.flatMap((bone) => {
      const joint = bones[bone]
      return joint === undefined ? [] : [[joint, bone] as const]
    }),
  ])
}

/** Nothing between a bone and its far end moves by itself, so that turning the bone aims it. */
function isRigid({ joints }: Skeleton, plans: readonly JointPlan[], joint: number, end: number): boolean {
  for (let at = joints[end]?.parent ?? null; at !== null; at = joints[at]?.parent ?? null) {
    if (at === joint) return true
    if (plans[at]?.from) return false
  }
  // A foot that hangs elsewhere is carried to the end of its leg, so the leg may be aimed.
  return true
}
