import type { Motion, Vector3 } from '../motion/motion.ts'
import { type Limb, LIMBS, reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import {
  cross,
  inverse,
  lengthOf,
  multiply,
  NO_ROTATION,
  normalised,
  plus,
  rotate,
  type Rotation,
  swing,
  turnAbout,
} from '../rotation.ts'
import { builtAxis } from './hinge-twists.ts'
import { setTurn } from './sample-motion.ts'
import { createWorldReader, type WorldPose } from './world-reader.ts'

/** Share of its full length to which a leg may be stretched that was not stretched further before: straighter knees pop. */
const STRAIGHTEST = 0.995

/**
 * Moves ankles and bends hips and knees so that they get there; feet keep how they are turned in the world.
 *
 * The plane a knee bends in stays. A leg that is too short goes as far as it can.
 *
 * @param offsetOf - Metres in the world for each leg and frame; zero leaves the leg untouched, to the last bit.
 */
export function moveFeet(
  motion: Motion,
  map: HumanoidMap,
  offsetOf: (leg: Limb, frame: number) => Vector3,
): Motion {
  const poseOf = createWorldReader(motion)
  const rest = poseOf('rest').places
  const rotations = motion.rotations.slice()
  for (let frame = 0; frame < motion.frameCount; frame++) {
    let pose: WorldPose | null = null
    for (const leg of LIMBS) {
      if (leg.kind !== 'leg') continue
      const offset = offsetOf(leg, frame)
      if (lengthOf(offset) < 1e-7) continue
      pose ??= poseOf(frame)
      const turns = bendLeg(pose, map, leg, offset, builtAxis(rest, map, 'leg', leg.upper, leg.lower))
      if (turns) writeLeg(motion, rotations, frame, pose, turns)
    }
  }
  return { ...motion, rotations }
}

/** New world turns of upper leg, lower leg and foot, by joint. */
function bendLeg(
  { places, turns }: WorldPose,
  map: HumanoidMap,
  { upper, lower, end }: Limb,
  offset: Vector3,
  built: Vector3 | null,
): ReadonlyMap<number, Rotation> | null {
  const [hip, knee, ankle] = [map.bones[upper], map.bones[lower], map.bones[end]]
  const [thigh, shin, leg] = [
    reach(places, map, upper, lower),
    reach(places, map, lower, end),
    reach(places, map, upper, end),
  ]
  if (hip === undefined || knee === undefined || ankle === undefined || !thigh || !shin || !leg) return null
  const turnOf = (joint: number): Rotation => turns[joint] ?? NO_ROTATION
  const [a, b] = [lengthOf(thigh), lengthOf(shin)]
  const before = lengthOf(leg)
  const longest = Math.max(before, (a + b) * STRAIGHTEST)
  const goal = plus(leg, offset)
  const after = Math.min(Math.max(lengthOf(goal), Math.abs(a - b) * 1.01), longest)
  // A straight knee has no plane of its own; it has the one it is built for.
  const sideways = cross(thigh, shin)
  const axis =
    lengthOf(sideways) > 0.02 * a * b || !built
      ? normalised(sideways)
      : normalised(rotate(turnOf(hip), built))
  const atHip = hipAngle(a, b, before) - hipAngle(a, b, after)
  const atKnee = kneeAngle(a, b, after) - kneeAngle(a, b, before)
  const aim = swing(leg, goal)
  return new Map([
    [hip, multiply(multiply(aim, turnAbout(axis, atHip)), turnOf(hip))],
    [knee, multiply(multiply(aim, turnAbout(axis, atHip + atKnee)), turnOf(knee))],
    [ankle, turnOf(ankle)],
  ])
}

/** Between the thigh and the line from hip to ankle, in radians. */
const hipAngle = (a: number, b: number, leg: number): number =>
  Math.acos(inUnit((a * a + leg * leg - b * b) / (2 * a * leg)))
/** How far the knee is bent: 0 is straight. */
const kneeAngle = (a: number, b: number, leg: number): number =>
  Math.acos(inUnit((leg * leg - a * a - b * b) / (2 * a * b)))
const inUnit = (value: number): number => Math.min(1, Math.max(-1, value))

function writeLeg(
  { joints }: Motion,
  rotations: Float32Array,
  frame: number,
  pose: WorldPose,
  turns: ReadonlyMap<number, Rotation>,
): void {
  const changed = new Map<number, Rotation>()
  for (const [joint, { parent }] of joints.entries()) {
    const above = parent === null ? undefined : changed.get(parent)
    const own = turns.get(joint)
    if (!above && !own) continue
    const parentTurn = parent === null ? NO_ROTATION : (pose.turns[parent] ?? NO_ROTATION)
    const local = multiply(inverse(parentTurn), pose.turns[joint] ?? NO_ROTATION)
    const world = own ?? multiply(above ?? parentTurn, local)
    changed.set(joint, world)
    if (own) setTurn(rotations, frame, joints.length, joint, multiply(inverse(above ?? parentTurn), own))
  }
}

/** What stands on the floor of a leg: the toes where there are some. */
export function soleOf(map: HumanoidMap, { side, end }: Limb): number | undefined {
  return map.bones[side === 'left' ? 'leftToes' : 'rightToes'] ?? map.bones[end]
}

/** Bends knees wherever an ankle or the toes would go below where they rest; the skeleton must rest on its floor. */
export function keepAboveFloor(motion: Motion, map: HumanoidMap): Motion {
  const poseOf = createWorldReader(motion)
  const rest = poseOf('rest').places
  return moveFeet(motion, map, (leg, frame) => {
    const { places } = poseOf(frame)
    const joints = [map.bones[leg.end], soleOf(map, leg)].flatMap((joint) => joint ?? [])
    const depths = joints.map((joint) => (rest[joint]?.[1] ?? 0) - (places[joint]?.[1] ?? 0))
    return [0, Math.max(0, ...depths), 0]
  })
}
