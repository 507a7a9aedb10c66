import type { Motion, Vector3 } from '../motion/motion.ts'
import { builtAxis } from './hinge-twists.ts'
import type { HumanBone } from './human-bone.ts'
import { pelvisOf } from './hips-path.ts'
import { type Limb, LIMBS, reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import type { RetargetedMotion } from './retarget-motion.ts'
import { angleBetween, cross, inverse, lengthOf, minus, plus, rotate, times } from '../rotation.ts'
import { createWorldReader } from './world-reader.ts'

/** How far one hand or foot is from where the scaled source has it, over the whole clip. */
export interface LimbDeviation {
  readonly bone: HumanBone
  /**
   * The largest distance, in metres, from the scaled source limb: it starts at the target's own shoulder or hip joint,
   * and each of its two bones has the source's direction (turned to where the target looks) and the target's length.
   */
  readonly limbMetres: number
  /**
   * The largest distance, in metres, from the scaled source body: the vector from the source's pelvis (half way between
   * the upper legs) to its hand or foot, times the target's length of that chain by the source's, from the target's
   * pelvis. It tells how unlike the bodies are as much as how good the retarget is.
   */
  readonly bodyMetres: number
  /** Frame of the largest `limbMetres`. */
  readonly frame: number
}

/** How an elbow or a knee bends, in the frame of the bone above it. */
export interface BendMeasure {
  readonly bone: HumanBone
  /** Frames that are bent enough to tell: 25 degrees and more. */
  readonly frames: number
  /**
   * Median angle, in degrees, between the axis it bends about and the one it is built for: a knee bends back, an elbow
   * forward, seen in the target's rest pose. 180 would be a limb twisted half round; an arm rolls in its shoulder, and a
   * rig that lets the upper arm bone roll with it shows 0 where another shows 60.
   */
  readonly medianDegrees: number
}

export function measureDeviations(source: Motion, result: RetargetedMotion): readonly LimbDeviation[] {
  const { motion, sourceMap, targetMap, facing } = result
  const sourceAt = createWorldReader(source)
  const targetAt = createWorldReader(motion)
  const [sourceRest, targetRest] = [sourceAt(result.reference).places, targetAt('rest').places]
  const limbs = LIMBS.filter(
    ({ end }) => sourceMap.bones[end] !== undefined && targetMap.bones[end] !== undefined,
  ).map((limb) => ({
    limb,
    ratio: chainLength(targetRest, targetMap, limb) / chainLength(sourceRest, sourceMap, limb),
    worst: 0,
    body: 0,
    frame: 0,
  }))
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const [from, to] = [sourceAt(frame).places, targetAt(frame).places]
    for (const entry of limbs) {
      const { upper, lower, end } = entry.limb
      const start = placeOf(to, targetMap, upper)
      const wanted = plus(plus(start, scaledBone(from, upper, lower)), scaledBone(from, lower, end))
      const actual = placeOf(to, targetMap, end)
      const distance = lengthOf(minus(actual, wanted))
      if (distance > entry.worst) {
        entry.worst = distance
        entry.frame = frame
      }
      const pelvis = pelvisOf(to, targetMap)
      const vector = minus(placeOf(from, sourceMap, end), pelvisOf(from, sourceMap))
      const body = plus(pelvis, times(rotate(facing, vector), entry.ratio))
      entry.body = Math.max(entry.body, lengthOf(minus(actual, body)))
    }
  }
  function scaledBone(from: readonly Vector3[], bone: HumanBone, next: HumanBone): Vector3 {
    const vector = reach(from, sourceMap, bone, next) ?? [0, 0, 0]
    const length = lengthOf(reach(targetRest, targetMap, bone, next) ?? [0, 0, 0])
    return times(rotate(facing, vector), length / (lengthOf(vector) || 1))
  }
  return limbs.map(({ limb, worst, body, frame }) => ({
    bone: limb.end,
    limbMetres: worst,
    bodyMetres: body,
    frame,
  }))
}

/** Of any motion on any skeleton, so that source and result can be compared. */
export function measureBends(motion: Motion, map: HumanoidMap): readonly BendMeasure[] {
  const poseOf = createWorldReader(motion)
  const rest = poseOf('rest').places
  return LIMBS.flatMap(({ kind, upper, lower, end }): readonly BendMeasure[] => {
    const joint = map.bones[upper]
    if (joint === undefined || map.bones[end] === undefined) return []
    const built = builtAxis(rest, map, kind, upper, lower)
    if (!built) return []
    const angles: number[] = []
    for (let frame = 0; frame < motion.frameCount; frame++) {
      const { places, turns } = poseOf(frame)
      const [first, second] = [reach(places, map, upper, lower), reach(places, map, lower, end)]
      const turn = turns[joint]
      if (!first || !second || !turn || angleBetween(first, second) < BENT) continue
      angles.push(angleBetween(rotate(inverse(turn), cross(first, second)), built))
    }
    const median = angles.toSorted((a, b) => a - b)[Math.floor(angles.length / 2)] ?? 0
    return [{ bone: lower, frames: angles.length, medianDegrees: (median * 180) / Math.PI }]
  })
}

/** From the pelvis to a hand or foot along the bones, at rest. */
function chainLength(
  places: readonly Vector3[],
  map: HumanoidMap,
  { kind, upper, lower, end }: Limb,
): number {
  const bones: (readonly [HumanBone, HumanBone])[] = [
    [upper, lower],
    [lower, end],
  ]
  const limb = bones.reduce((sum, [from, to]) => sum + lengthOf(reach(places, map, from, to) ?? [0, 0, 0]), 0)
  const trunk = kind === 'leg' ? 0 : lengthOf(minus(placeOf(places, map, upper), pelvisOf(places, map)))
  return limb + trunk
}

const placeOf = (places: readonly Vector3[], { bones }: HumanoidMap, bone: HumanBone): Vector3 =>
  places[bones[bone] ?? 0] ?? [0, 0, 0]

/** Radians. */
const BENT = (25 * Math.PI) / 180

/** Metres by which an ankle or the toes go below their height at rest, at most; 0 where the skeleton rests on no floor. */
export function measureSink(motion: Motion, map: HumanoidMap): number {
  const poseOf = createWorldReader(motion)
  const rest = poseOf('rest').places
  const lowest = Math.min(...rest.map(([, y]) => y))
  if (lowest < -0.05) return 0
  const joints = (['leftFoot', 'rightFoot', 'leftToes', 'rightToes'] as const).flatMap(
    (bone) => map.bones[bone] ?? [],
  )
  let sink = 0
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const { places } = poseOf(frame)
    for (const joint of joints) sink = Math.max(sink, (rest[joint]?.[1] ?? 0) - (places[joint]?.[1] ?? 0))
  }
  return sink
}
