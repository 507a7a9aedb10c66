import type { Vector3 } from '../motion/motion.ts'
import { bodyFrame, facingOf } from './body-frame.ts'
import { type HumanBone, HUMAN_BONES, parentsOf, sideOf } from './human-bone.ts'
import { reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import type { Reference } from './reference-pose.ts'
import {
  angleBetween,
  cross,
  dot,
  inverse,
  multiply,
  NO_ROTATION,
  normalised,
  rotate,
  type Rotation,
  swing,
  turnAbout,
} from '../rotation.ts'
import type { WorldPose } from './world-reader.ts'

/** How the target is put into the source's reference pose before anything moves. */
export interface Alignment {
  /** The turn about Y from where the source looks to where the target looks. */
  readonly facing: Rotation
  /** For each bone, from the target's rest, in the world. */
  readonly corrections: ReadonlyMap<HumanBone, Rotation>
  /** For hips, spine, neck, head and shoulders. */
  readonly trunk: Rotation
}

export interface AlignmentDetails {
  /** Turns about a bone at rest, as `hingeTwists` measures them. */
  readonly twists?: ReadonlyMap<HumanBone, Rotation>
  /** Radians by which a foot is raised in the reference pose, as `footRaises` measures them. */
  readonly raises?: ReadonlyMap<HumanBone, number>
}

const NONE: ReadonlyMap<HumanBone, never> = new Map<HumanBone, never>()

/**
 * Aligns two rest poses: each bone of a limb is swung, without twist, until it points as the source's does, and what
 * hangs from it follows; so an A-pose becomes a T-pose and keeps the roll its skin was painted for.
 *
 * Trunk and shoulders are not swung: where their joints lie inside a body is a matter of taste between rigs, not of pose.
 * Feet turn about the upright alone, because an ankle's height tilts the line to the toes and not the sole.
 *
 * @param details - What the clip tells where the reference pose does not.
 */
export function alignRests(
  source: { readonly pose: WorldPose; readonly map: HumanoidMap; readonly reference: Reference },
  target: { readonly pose: WorldPose; readonly map: HumanoidMap },
  { twists = NONE, raises = NONE }: AlignmentDetails = {},
): Alignment {
  const looks = source.reference === 'rest' ? facingOf(source.pose.places, source.map) : NO_ROTATION
  const facing = multiply(facingOf(target.pose.places, target.map), inverse(looks))
  const trunk = source.reference === 'rest' ? NO_ROTATION : trunkTurn(source, target, facing)
  const corrections = new Map<HumanBone, Rotation>()
  for (const bone of HUMAN_BONES) {
    if (target.map.bones[bone] === undefined) continue
    const above = parentsOf(bone).find((parent) => corrections.has(parent))
    const base = (above === undefined ? undefined : corrections.get(above)) ?? trunk
    const next = nextOf(bone, source.map, target.map)
    const from = next && reach(target.pose.places, target.map, bone, next)
    const to = next && reach(source.pose.places, source.map, bone, next)
    if (isTrunk(bone) || !next) corrections.set(bone, isTrunk(bone) ? trunk : footOr(bone, base, trunk))
    else if (!from || !to) corrections.set(bone, footOr(bone, base, trunk))
    else if (bone.endsWith('Foot'))
      corrections.set(bone, stand(rotate(trunk, from), rotate(facing, to), trunk, raises.get(bone) ?? 0))
    else {
      const aligned = multiply(swing(rotate(base, from), rotate(facing, to)), base)
      corrections.set(bone, multiply(aligned, twists.get(bone) ?? NO_ROTATION))
    }
  }
  return { facing, corrections, trunk }
}

/** Hands and fingers follow their arm; a foot without toes stands flat as it did. */
const footOr = (bone: HumanBone, base: Rotation, trunk: Rotation): Rotation =>
  bone.endsWith('Foot') ? trunk : base

function trunkTurn(
  source: { readonly pose: WorldPose; readonly map: HumanoidMap },
  target: { readonly pose: WorldPose; readonly map: HumanoidMap },
  facing: Rotation,
): Rotation {
  const [from, to] = [bodyFrame(target.pose.places, target.map), bodyFrame(source.pose.places, source.map)]
  return from && to ? multiply(multiply(facing, to), inverse(from)) : NO_ROTATION
}

/** The turn about the upright from one foot to another, and then toes up by as much as the reference has them up. */
function stand(from: Vector3, to: Vector3, base: Rotation, raise: number): Rotation {
  const [a, b]: [Vector3, Vector3] = [
    [from[0], 0, from[2]],
    [to[0], 0, to[2]],
  ]
  // A foot that points straight down says nothing about where its toes go.
  if (Math.hypot(...a) < 1e-4 || Math.hypot(...b) < 1e-4) return base
  const sign = dot(cross(a, b), [0, 1, 0]) < 0 ? -1 : 1
  const turned = multiply(turnAbout([0, 1, 0], sign * angleBetween(a, b)), base)
  return multiply(turnAbout(normalised(cross(b, [0, 1, 0])), raise), turned)
}

/** The bone that tells where this one points, which both skeletons must have. */
function nextOf(bone: HumanBone, source: HumanoidMap, target: HumanoidMap): HumanBone | null {
  const side = sideOf(bone)
  if (side === null) return null
  const isShared = (name: HumanBone): boolean =>
    source.bones[name] !== undefined && target.bones[name] !== undefined && source.bones[bone] !== undefined
  const names = NEXT[bone.slice(side.length)] ?? []
  const found = names.map((name) => HUMAN_BONES.find((human) => human === `${side}${name}`))
  return found.find((name) => name !== undefined && isShared(name)) ?? null
}

const isTrunk = (bone: HumanBone): boolean => sideOf(bone) === null || /Shoulder|Eye/.test(bone)

const NEXT: Readonly<Record<string, readonly string[]>> = {
  UpperLeg: ['LowerLeg'],
  LowerLeg: ['Foot'],
  Foot: ['Toes'],
  UpperArm: ['LowerArm'],
  LowerArm: ['Hand'],
  Hand: ['MiddleProximal', 'IndexProximal', 'RingProximal'],
  ...Object.fromEntries(
    ['Thumb', 'Index', 'Middle', 'Ring', 'Little'].flatMap((finger) => [
      [`${finger}Proximal`, [`${finger}Intermediate`]],
      [`${finger}Intermediate`, [`${finger}Distal`]],
    ]),
  ),
}
