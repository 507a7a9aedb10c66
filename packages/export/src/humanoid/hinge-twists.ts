import type { Vector3 } from '../motion/motion.ts'
import { facingOf } from './body-frame.ts'
import type { HumanBone } from './human-bone.ts'
import { LIMBS, reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import {
  angleBetween,
  cross,
  dot,
  inverse,
  lengthOf,
  minus,
  normalised,
  plus,
  rotate,
  type Rotation,
  times,
  turnAbout,
} from '../rotation.ts'
import type { WorldPose } from './world-reader.ts'

/** Below this a limb is too straight to tell its axis. */
const BENT = (25 * Math.PI) / 180
const FEWEST_FRAMES = 10
/** Length of the mean of unit axes: 1 is a perfect hinge. */
const STEADIEST = 0.7

/** The axis a knee or an elbow is built to bend about, in the target at rest: knees bend back, elbows forward. */
export function builtAxis(
  rest: readonly Vector3[],
  map: HumanoidMap,
  kind: 'arm' | 'leg',
  bone: HumanBone,
  next: HumanBone,
): Vector3 | null {
  const direction = reach(rest, map, bone, next)
  return direction && cross(direction, rotate(facingOf(rest, map), [0, 0, kind === 'leg' ? -1 : 1]))
}

/**
 * Twists that turn each bone's hinge to where the target is built to bend, measured over the clip.
 *
 * For sources without a rest pose to believe: a frame tells where bones point, and not how they are rolled; but elbows
 * and knees are hinges, so a bend tells the roll. Limbs that hardly bend get no twist.
 *
 * @param poses - Of the source.
 * @param turnsOf - How the target is turned in each, as far as is known.
 * @param part - Upper bones first: the lower ones hang from them.
 */
export function hingeTwists(
  source: { readonly poses: readonly WorldPose[]; readonly map: HumanoidMap; readonly facing: Rotation },
  target: { readonly rest: WorldPose; readonly map: HumanoidMap },
  turnsOf: (pose: WorldPose) => readonly Rotation[],
  part: 'upper' | 'lower',
): ReadonlyMap<HumanBone, Rotation> {
  const twists = new Map<HumanBone, Rotation>()
  const turns = source.poses.map(turnsOf)
  for (const { kind, upper, lower, end } of LIMBS) {
    const bone = part === 'upper' ? upper : lower
    const next = part === 'upper' ? lower : end
    const joint = target.map.bones[bone]
    const along = reach(target.rest.places, target.map, bone, next)
    const built = builtAxis(target.rest.places, target.map, kind, bone, next)
    if (joint === undefined || !along || !built) continue
    const axes = source.poses.flatMap(({ places }, index): readonly Vector3[] => {
      const [first, second] = [reach(places, source.map, upper, lower), reach(places, source.map, lower, end)]
      const turn = turns[index]?.[joint]
      if (!first || !second || !turn || angleBetween(first, second) < BENT) return []
      return [across(rotate(inverse(turn), rotate(source.facing, cross(first, second))), along)]
    })
    const mean = times(axes.reduce(plus, [0, 0, 0]), 1 / (axes.length || 1))
    if (axes.length < FEWEST_FRAMES || lengthOf(mean) < STEADIEST) continue
    const wanted = across(built, along)
    const sign = dot(cross(wanted, mean), along) < 0 ? -1 : 1
    twists.set(bone, turnAbout(normalised(along), sign * angleBetween(wanted, mean)))
  }
  return twists
}

/** The part at right angles to a bone, of length 1. */
function across(vector: Vector3, bone: Vector3): Vector3 {
  const along = normalised(bone)
  return normalised(minus(vector, times(along, dot(vector, along))))
}
