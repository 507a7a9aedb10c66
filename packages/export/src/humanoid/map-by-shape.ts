import type { Joint, Vector3 } from '../motion/motion.ts'
import type { HumanBone } from './human-bone.ts'
import type { JointTree } from './joint-tree.ts'
import { angleBetween, lengthOf, minus } from '../rotation.ts'

/** What a bone was told by, in words. */
export interface ShapedBone {
  readonly joint: number
  readonly why: string
}

/**
 * Finds the limbs of a figure that stands upright, by shape alone: two equal chains go down to the floor, two go aside
 * from higher up, one goes up between them.
 *
 * Every condition must hold, and the feet must tell front from back, or nothing is found: a wrong guess is worse than none.
 */
export function mapByShape(joints: readonly Joint[], tree: JointTree): ReadonlyMap<HumanBone, ShapedBone> {
  const nothing: ReadonlyMap<HumanBone, ShapedBone> = new Map()
  const tips = joints.flatMap((_, joint) => (tree.children[joint]?.length === 0 ? [joint] : []))
  const heights = tips.map((tip) => placeOf(tree, tip)[1])
  const size = Math.max(...heights) - Math.min(...heights)
  if (!(size > 0) || joints.length < 15) return nothing

  const pairs = tips.flatMap((a) =>
    tips.filter((b) => b > a && isPair(tree, a, b, size)).map((b) => [a, b] as const),
  )
  const floor = Math.min(...heights)
  const feet = pairs.filter(([a]) => placeOf(tree, a)[1] < floor + 0.12 * size)
  const legs = feet.flatMap(([a, b]) => legChains(tree, a, b, size) ?? [])
  const [leg] = legs
  // Many toes give many pairs, which must all agree on the joints above.
  if (!leg || legs.some(({ right }) => right.upper !== leg.right.upper || right.foot !== leg.right.foot))
    return nothing

  const head = tips
    .filter((tip) => Math.abs(placeOf(tree, tip)[0] - middleOf(tree, leg)) < 0.06 * size)
    .toSorted((a, b) => placeOf(tree, b)[1] - placeOf(tree, a)[1])[0]
  if (head === undefined || placeOf(tree, head)[1] < floor + 0.7 * size) return nothing
  const arms = pairs
    .flatMap(([a, b]) => armChains(tree, a, b, head, leg.hips) ?? [])
    .toSorted((a, b) => b.reach - a.reach)
  const arm = arms[0]
  if (!arm) return nothing

  const forward = facing(tree, leg)
  if (forward === null) return nothing
  const isLeftFirst = (placeOf(tree, leg.left.upper)[0] - placeOf(tree, leg.right.upper)[0]) * forward > 0
  const side = (pair: { left: Limb; right: Limb }): [Limb, Limb] =>
    isLeftFirst ? [pair.left, pair.right] : [pair.right, pair.left]
  const [leftLeg, rightLeg] = side(leg)
  const isArmLeftFirst = (placeOf(tree, arm.left.foot)[0] - placeOf(tree, arm.right.foot)[0]) * forward > 0
  const [leftArm, rightArm] = isArmLeftFirst ? [arm.left, arm.right] : [arm.right, arm.left]
  const down = 'one of two equal chains that go down to the floor'
  const aside = 'one of two equal chains that go aside above the hips'
  return new Map<HumanBone, ShapedBone>([
    [
      'head',
      {
        joint: tree.path(arm.chest, head).length > 2 ? (joints[head]?.parent ?? head) : head,
        why: 'highest, in the middle',
      },
    ],
    ['leftUpperLeg', { joint: leftLeg.upper, why: down }],
    ['rightUpperLeg', { joint: rightLeg.upper, why: down }],
    ['leftLowerLeg', { joint: leftLeg.lower, why: down }],
    ['rightLowerLeg', { joint: rightLeg.lower, why: down }],
    ['leftFoot', { joint: leftLeg.foot, why: down }],
    ['rightFoot', { joint: rightLeg.foot, why: down }],
    ['leftUpperArm', { joint: leftArm.upper, why: aside }],
    ['rightUpperArm', { joint: rightArm.upper, why: aside }],
    ['leftLowerArm', { joint: leftArm.lower, why: aside }],
    ['rightLowerArm', { joint: rightArm.lower, why: aside }],
    ['leftHand', { joint: leftArm.foot, why: aside }],
    ['rightHand', { joint: rightArm.foot, why: aside }],
  ])
}

/** Three joints with two long bones between them; `foot` is the hand of an arm. */
interface Limb {
  readonly upper: number
  readonly lower: number
  readonly foot: number
}

interface Legs {
  readonly hips: number
  readonly left: Limb
  readonly right: Limb
}

function legChains(tree: JointTree, a: number, b: number, size: number): Legs | null {
  const hips = tree.meeting([a, b])
  if (hips === null) return null
  const left = twoLongBones(tree, tree.path(hips, a))
  const right = twoLongBones(tree, tree.path(hips, b))
  if (!left || !right) return null
  const isDown = [left, right].every(({ upper, lower, foot }) => {
    const [hip, knee, ankle] = [upper, lower, foot].map((joint) => placeOf(tree, joint))
    if (!hip || !knee || !ankle) return false
    return (
      angleBetween(minus(knee, hip), [0, -1, 0]) < 0.6 &&
      angleBetween(minus(ankle, knee), [0, -1, 0]) < 0.6 &&
      hip[1] - ankle[1] > 0.25 * size
    )
  })
  return isDown ? { hips, left, right } : null
}

function armChains(
  tree: JointTree,
  a: number,
  b: number,
  head: number,
  hips: number,
): { left: Limb; right: Limb; chest: number; reach: number } | null {
  const chest = tree.meeting([a, b, head])
  if (chest === null || chest === hips || !tree.isBelow(chest, hips) || tree.meeting([a, b]) !== chest)
    return null
  const left = twoLongBones(tree, tree.path(chest, a))
  const right = twoLongBones(tree, tree.path(chest, b))
  if (!left || !right) return null
  const reach = lengthOf(minus(placeOf(tree, left.foot), placeOf(tree, left.upper)))
  return { left, right, chest, reach }
}

/** The two longest neighbouring bones of a chain, if they stand out and are of like length. */
function twoLongBones(tree: JointTree, chain: readonly number[]): Limb | null {
  const lengths = chain
    .slice(1)
    .map((joint, index) => lengthOf(minus(placeOf(tree, joint), placeOf(tree, chain[index] ?? joint))))
  let best: Limb | null = null
  let longest = 0
  for (let at = 0; at + 1 < lengths.length; at++) {
    const [first = 0, second = 0] = [lengths[at], lengths[at + 1]]
    const [upper, lower, foot] = chain.slice(at, at + 3)
    if (first + second <= longest || Math.min(first, second) < 0.5 * Math.max(first, second)) continue
    if (upper === undefined || lower === undefined || foot === undefined) continue
    longest = first + second
    best = { upper, lower, foot }
  }
  const total = lengths.reduce((sum, length) => sum + length, 0)
  return longest > 0.5 * total ? best : null
}

/** 1 when the toes point to +Z, -1 to -Z, `null` when they do not say. */
function facing(tree: JointTree, legs: Legs): 1 | -1 | null {
  const reaches = [legs.left.foot, legs.right.foot].map((foot) => {
    const toes = tree.children[foot] ?? []
    const z = toes.map((toe) => placeOf(tree, toe)[2] - placeOf(tree, foot)[2])
    return z.reduce((sum, value) => sum + value, 0) / (z.length || 1)
  })
  const length = lengthOf(minus(placeOf(tree, legs.left.lower), placeOf(tree, legs.left.foot)))
  if (reaches.every((reach) => reach > 0.1 * length)) return 1
  return reaches.every((reach) => reach < -0.1 * length) ? -1 : null
}

/** Mirror images across a plane of constant X. */
function isPair(tree: JointTree, a: number, b: number, size: number): boolean {
  const [first, second] = [placeOf(tree, a), placeOf(tree, b)]
  return (
    Math.abs(first[1] - second[1]) < 0.03 * size &&
    Math.abs(first[2] - second[2]) < 0.03 * size &&
    Math.abs(first[0] - second[0]) > 0.06 * size
  )
}

const middleOf = (tree: JointTree, { left, right }: Legs): number =>
  (placeOf(tree, left.upper)[0] + placeOf(tree, right.upper)[0]) / 2

const placeOf = (tree: JointTree, joint: number): Vector3 => tree.places[joint] ?? [0, 0, 0]
