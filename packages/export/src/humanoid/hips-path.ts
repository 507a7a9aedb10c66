import type { Motion, Vector3 } from '../motion/motion.ts'
import { LIMBS, reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import { lengthOf, minus, plus, times } from '../rotation.ts'
import { createWorldReader, type WorldPose } from './world-reader.ts'

/** Lengths of a body in its reference pose, in metres. */
export interface BodyMeasure {
  /** Of upper and lower leg together, both sides averaged. */
  readonly legLength: number
  /** Half way between the upper legs, which every rig puts where the thighs turn. */
  readonly pelvis: Vector3
}

export function measureBody({ places }: WorldPose, map: HumanoidMap): BodyMeasure {
  const legs = LIMBS.filter(({ kind }) => kind === 'leg')
  const lengths = legs.map(
    ({ upper, lower, end }) => lengthIn(places, map, upper, lower) + lengthIn(places, map, lower, end),
  )
  return {
    legLength: lengths.reduce((sum, length) => sum + length, 0) / legs.length,
    pelvis: pelvisOf(places, map),
  }
}

/** Half way between the upper legs. */
export function pelvisOf(places: readonly Vector3[], { bones }: HumanoidMap): Vector3 {
  const placeOf = (joint = 0): Vector3 => places[joint] ?? [0, 0, 0]
  return times(plus(placeOf(bones.leftUpperLeg), placeOf(bones.rightUpperLeg)), 0.5)
}

/**
 * Metres to lift the hips by, so that feet that stood on the source's floor stand on the target's.
 *
 * Scaled by its legs alone, a motion puts the target's ankles at the scaled height of the source's ankles; but ankles
 * are as high as the maker of a rig drew its feet. The source's are where they stand in the clip (the 5th percentile
 * of the lower one), the target's where they rest, if it rests on a floor at zero.
 *
 * @param scale - Target's legs by source's.
 */
export function liftOfFloor(
  source: { readonly motion: Motion; readonly map: HumanoidMap },
  target: { readonly rest: WorldPose; readonly map: HumanoidMap; readonly legLength: number },
  scale: number,
): number {
  const lowest = Math.min(...target.rest.places.map(([, y]) => y))
  const ankles = heightsOf(target.rest.places, target.map)
  const isOnFloor = lowest > -0.1 * target.legLength && lowest < 0.35 * target.legLength
  if (!isOnFloor || ankles.length === 0 || source.motion.frameCount === 0) return 0
  const poseOf = createWorldReader(source.motion)
  const lower: number[] = []
  for (let frame = 0; frame < source.motion.frameCount; frame++)
    lower.push(Math.min(...heightsOf(poseOf(frame).places, source.map)))
  const level = lower.toSorted((a, b) => a - b)[Math.floor(lower.length * 0.05)] ?? 0
  return Math.min(...ankles) - scale * level
}

/** Every shared bone has the same length and direction: the same skeleton, whose heights need no change. */
export function isSameBody(
  source: { readonly rest: WorldPose; readonly map: HumanoidMap },
  target: { readonly rest: WorldPose; readonly map: HumanoidMap },
): boolean {
  return LIMBS.every(({ upper, lower, end }) =>
    [
      [upper, lower],
      [lower, end],
    ].every(([from = upper, to = end]) => {
      const [a, b] = [
        reach(source.rest.places, source.map, from, to),
        reach(target.rest.places, target.map, from, to),
      ]
      return a !== null && b !== null && lengthOf(minus(a, b)) < 1e-4 * lengthOf(a)
    }),
  )
}

function lengthIn(
  places: readonly Vector3[],
  map: HumanoidMap,
  from: Parameters<typeof reach>[2],
  to: Parameters<typeof reach>[3],
): number {
  const vector = reach(places, map, from, to)
  return vector ? lengthOf(vector) : 0
}

function heightsOf(places: readonly Vector3[], { bones }: HumanoidMap): readonly number[] {
  return [bones.leftFoot, bones.rightFoot].flatMap((joint) =>
    joint === undefined ? [] : (places[joint]?.[1] ?? []),
  )
}
