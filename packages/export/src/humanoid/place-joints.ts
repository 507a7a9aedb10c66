import type { Vector3 } from '../motion/motion.ts'
import { pelvisOf } from './hips-path.ts'
import { sideOf } from './human-bone.ts'
import type { HumanoidMap, Skeleton } from './map-humanoid.ts'
import { inverse, minus, NO_ROTATION, plus, rotate, type Rotation } from '../rotation.ts'
import type { WorldPose } from './world-reader.ts'

/** Places of joints whose place changes, as `TranslationTrack` wants them. */
export interface Placer {
  /** The hips first, then feet that do not hang from their leg. */
  readonly joints: readonly number[]
  /**
   * One place for each of `joints`, from its parent.
   *
   * @param turns - Of every joint, in the world.
   * @param pelvis - Where the middle between the upper legs has to be, in the world.
   */
  placesFor(turns: readonly Rotation[], pelvis: Vector3): readonly Vector3[]
}

export function createPlacer({ joints }: Skeleton, map: HumanoidMap, { places: rest }: WorldPose): Placer {
  const hips = map.bones.hips ?? 0
  const feet = map.detached.flatMap((bone) => {
    const joint = map.bones[bone]
    const carrier = sideOf(bone) === 'left' ? map.bones.leftLowerLeg : map.bones.rightLowerLeg
    return joint === undefined || carrier === undefined ? [] : [{ joint, carrier }]
  })
  return {
    joints: [hips, ...feet.map(({ joint }) => joint)],
    placesFor(turns, pelvis) {
      const known = new Map<number, Vector3>([[hips, minus(pelvis, pelvisFromHips(turns))]])
      for (const { joint, carrier } of feet) {
        const offset = minus(rest[joint] ?? [0, 0, 0], rest[carrier] ?? [0, 0, 0])
        known.set(joint, plus(placeOf(carrier, turns, known), rotate(turns[carrier] ?? NO_ROTATION, offset)))
      }
      return [hips, ...feet.map(({ joint }) => joint)].map((joint) => {
        const place = placeOf(joint, turns, known)
        const parent = joints[joint]?.parent ?? null
        if (parent === null) return place
        return rotate(inverse(turns[parent] ?? NO_ROTATION), minus(place, placeOf(parent, turns, known)))
      })
    },
  }

  /** Joints may lie between hips and thighs, and may turn on their own. */
  function pelvisFromHips(turns: readonly Rotation[]): Vector3 {
    const places: Vector3[] = []
    for (const bone of ['leftUpperLeg', 'rightUpperLeg'] as const) {
      const joint = map.bones[bone]
      if (joint !== undefined) places[joint] = placeOf(joint, turns, new Map([[hips, [0, 0, 0]]]))
    }
    return pelvisOf(places, map)
  }

  function placeOf(joint: number, turns: readonly Rotation[], known: Map<number, Vector3>): Vector3 {
    const place = known.get(joint)
    if (place) return place
    const { parent, offset } = joints[joint] ?? { parent: null, offset: [0, 0, 0] as const }
    const above = parent === null ? null : placeOf(parent, turns, known)
    const at = above ? plus(above, rotate(turns[parent ?? 0] ?? NO_ROTATION, offset)) : offset
    known.set(joint, at)
    return at
  }
}
