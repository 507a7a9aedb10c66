import type { Joint } from '../motion/motion.ts'
import { type HumanBone, HUMAN_BONES, mirrored, REQUIRED_BONES } from './human-bone.ts'
import { createJointTree, type JointTree } from './joint-tree.ts'
import { mapByName } from './map-by-name.ts'
import { mapByShape } from './map-by-shape.ts'
import { lengthOf, minus } from '../rotation.ts'
import { findTrunk, trunkBones } from './trunk.ts'

/** A skeleton to be mapped: a `Motion` is one, and so is a `Rig`. */
export interface Skeleton {
  readonly joints: readonly Joint[]
  /** What the file itself says, as a VRM does; believed before any name. */
  readonly humanoid?: Partial<Readonly<Record<HumanBone, number>>>
}

/** How sure a finding is: the file says so, a tool's own name, a similar name, the shape alone, or the caller's word. */
export type FindingSource = 'file' | 'table' | 'name' | 'place' | 'profile'

export interface BoneFinding {
  readonly bone: HumanBone
  readonly joint: string
  readonly source: FindingSource
  /** A sentence for a person. */
  readonly why: string
}

export interface BoneGap {
  readonly bone: HumanBone
  readonly isRequired: boolean
  /** A sentence for a person. */
  readonly why: string
  /** Joints that it could be, when there are several. */
  readonly candidates: readonly string[]
}

/** Which joint is which bone. */
export interface HumanoidMap {
  /** Indices into the skeleton's joints. */
  readonly bones: Partial<Readonly<Record<HumanBone, number>>>
  /** All joints of the spine from below, those without a bone of their own included. */
  readonly spine: readonly number[]
  /** All joints of the neck from below. */
  readonly neck: readonly number[]
  /** All 15 bones that Unity and VRM demand are there. */
  readonly isHumanoid: boolean
  /** 0 to 1: how much of a person is there, how surely it was told, how even the two sides are. */
  readonly score: number
  readonly findings: readonly BoneFinding[]
  /** Required bones that were not found, and optional ones of which only one side was. */
  readonly gaps: readonly BoneGap[]
  /** Feet that do not hang from their leg; a retarget carries them at its end. */
  readonly detached: readonly HumanBone[]
}

/**
 * Tells which joint is which bone of a person: by what the file says, by the names that tools give, by names that are
 * nearly those, and last by shape. What is not sure is left out and said.
 */
export function mapHumanoid(skeleton: Skeleton): HumanoidMap {
  const { joints, humanoid } = skeleton
  const tree = createJointTree(joints)
  if (humanoid !== undefined) return fromFile(joints, tree, humanoid)

  const named = mapByName(joints, tree)
  const found = new Map<HumanBone, Found>()
  for (const [bone, { joint, how, vocabulary }] of named.bones)
    found.set(bone, {
      joint,
      source: how,
      why:
        how === 'table'
          ? `${vocabulary} rigs call it so.`
          : `Nearly what ${vocabulary} rigs call it: only case, separators, side mark or prefix differ.`,
    })
  const limbs = REQUIRED_BONES.filter((bone) => bone !== 'hips' && bone !== 'spine')
  if (limbs.some((bone) => !found.has(bone))) addByShape(joints, tree, found)
  return finish(joints, tree, found, named.ambiguous)
}

/**
 * A map from bones that are known already, such as a profile's.
 *
 * @param source - Where they are from, for the explanation.
 */
export function mapFromBones(
  joints: readonly Joint[],
  bones: Partial<Readonly<Record<HumanBone, number>>>,
  source: FindingSource,
  why: string,
): HumanoidMap {
  const tree = createJointTree(joints)
  const found = new Map<HumanBone, Found>()
  for (const bone of HUMAN_BONES) {
    const joint = bones[bone]
    if (joint !== undefined && joints[joint] !== undefined) found.set(bone, { joint, source, why })
  }
  return finish(joints, tree, found, new Map())
}

interface Found {
  readonly joint: number
  readonly source: FindingSource
  readonly why: string
}

function fromFile(
  joints: readonly Joint[],
  tree: JointTree,
  humanoid: NonNullable<Skeleton['humanoid']>,
): HumanoidMap {
  const found = new Map<HumanBone, Found>()
  for (const bone of HUMAN_BONES) {
    const joint = humanoid[bone]
    if (joint !== undefined) found.set(bone, { joint, source: 'file', why: 'The file says so.' })
  }
  return finish(joints, tree, found, new Map())
}

/** The shape is believed only where it agrees with every name. */
function addByShape(joints: readonly Joint[], tree: JointTree, found: Map<HumanBone, Found>): void {
  const shaped = mapByShape(joints, tree)
  const agrees = [...shaped].every(([bone, { joint }]) => (found.get(bone)?.joint ?? joint) === joint)
  if (!agrees) return
  const taken = new Set([...found.values()].map(({ joint }) => joint))
  for (const [bone, { joint, why }] of shaped)
    if (!found.has(bone) && !taken.has(joint))
      found.set(bone, { joint, source: 'place', why: `By shape: ${why}.` })
}

function finish(
  joints: readonly Joint[],
  tree: JointTree,
  found: Map<HumanBone, Found>,
  ambiguous: ReadonlyMap<HumanBone, readonly number[]>,
): HumanoidMap {
  const trunk = findTrunk(joints, tree, new Map([...found].map(([bone, { joint }]) => [bone, joint])))
  if (trunk)
    for (const [bone, joint] of trunkBones(trunk)) {
      const before = found.get(bone)
      if (before?.joint === joint || before?.source === 'file' || before?.source === 'profile') continue
      found.set(bone, { joint, source: before?.source ?? 'name', why: TRUNK_REASONS[bone] ?? '' })
    }
  // The trunk's names lie where its joints do not follow them; a joint is one bone only.
  const seen = new Map<number, HumanBone>()
  for (const bone of HUMAN_BONES) {
    const joint = found.get(bone)?.joint
    if (joint === undefined) continue
    if (seen.has(joint) || (trunk === null && isTrunk(bone) && found.get(bone)?.source !== 'file'))
      found.delete(bone)
    else seen.set(joint, bone)
  }
  const bones = Object.fromEntries([...found].map(([bone, { joint }]) => [bone, joint]))
  const missing = REQUIRED_BONES.filter((bone) => !found.has(bone))
  const detached: readonly HumanBone[] = FEET.filter(([foot, leg]) => {
    const [end, above] = [found.get(foot), found.get(leg)]
    return end && above && !tree.isBelow(end.joint, above.joint)
  }).map(([foot]) => foot)
  return {
    bones,
    spine: trunk?.spine ?? [],
    neck: trunk?.neck ?? [],
    isHumanoid: missing.length === 0,
    score: scoreOf(found, tree, missing.length, detached.length),
    findings: HUMAN_BONES.flatMap((bone) => {
      const finding = found.get(bone)
      if (!finding) return []
      const why = detached.includes(bone)
        ? `${finding.why} It does not hang from its leg; it is carried at the leg's end.`
        : finding.why
      return [{ bone, joint: joints[finding.joint]?.name ?? '', source: finding.source, why }]
    }),
    gaps: gapsOf(joints, found, ambiguous),
    detached,
  }
}

function gapsOf(
  joints: readonly Joint[],
  found: ReadonlyMap<HumanBone, Found>,
  ambiguous: ReadonlyMap<HumanBone, readonly number[]>,
): readonly BoneGap[] {
  return HUMAN_BONES.flatMap((bone): readonly BoneGap[] => {
    if (found.has(bone)) return []
    const isRequired = REQUIRED_BONES.includes(bone)
    const candidates = (ambiguous.get(bone) ?? []).map((joint) => joints[joint]?.name ?? '')
    const isOneSided = mirrored(bone) !== bone && found.has(mirrored(bone))
    if (!isRequired && !isOneSided && candidates.length === 0) return []
    let why = 'No joint has a name or a place that says so.'
    if (candidates.length > 0) why = `Several joints could be it: ${candidates.join(', ')}.`
    else if (isOneSided)
      why = `Only the other side has one (${joints[found.get(mirrored(bone))?.joint ?? 0]?.name}).`
    else if (bone === 'hips' || bone === 'spine')
      why = 'Legs, arms and head do not meet as those of a person do.'
    return [{ bone, isRequired, why, candidates }]
  })
}

/** Share of the required bones, weighed by how each was told, less a part for uneven sides and loose feet. */
function scoreOf(
  found: ReadonlyMap<HumanBone, Found>,
  tree: JointTree,
  missing: number,
  detached: number,
): number {
  if (found.size === 0) return 0
  const required = REQUIRED_BONES.flatMap((bone) => found.get(bone) ?? [])
  const sure = required.reduce((sum, { source }) => sum + SURENESS[source], 0) / REQUIRED_BONES.length
  let uneven = 0
  for (const [upper, lower] of PAIRS) {
    const length = (a: HumanBone, b: HumanBone): number => {
      const [from, to] = [found.get(a), found.get(b)].map((at) => at && tree.places[at.joint])
      return from && to ? lengthOf(minus(from, to)) : 0
    }
    const [left, right] = [length(upper, lower), length(mirrored(upper), mirrored(lower))]
    const longer = Math.max(left, right)
    if (longer > 0 && Math.abs(left - right) / longer > 0.25) uneven++
  }
  const whole = sure * (1 - 0.1 * uneven) * (1 - 0.05 * detached)
  // Short of one required bone is short of a humanoid, whatever else is there.
  return missing > 0 ? Math.min(whole, 0.49) : whole
}

const SURENESS: Readonly<Record<FindingSource, number>> = {
  file: 1,
  profile: 1,
  table: 1,
  name: 0.95,
  place: 0.7,
}

const FEET = [
  ['leftFoot', 'leftLowerLeg'],
  ['rightFoot', 'rightLowerLeg'],
] as const

const PAIRS: readonly (readonly [HumanBone, HumanBone])[] = [
  ['leftUpperLeg', 'leftLowerLeg'],
  ['leftLowerLeg', 'leftFoot'],
  ['leftUpperArm', 'leftLowerArm'],
  ['leftLowerArm', 'leftHand'],
]

const TRUNK_REASONS: Partial<Readonly<Record<HumanBone, string>>> = {
  hips: 'Legs and spine meet here.',
  spine: 'First joint from the hips towards head and arms.',
  chest: 'In the middle of the joints between hips and arms, or the last of two.',
  upperChest: 'The arms leave here.',
  neck: 'First joint above where the arms leave.',
}

const isTrunk = (bone: HumanBone): boolean => TRUNK_REASONS[bone] !== undefined
