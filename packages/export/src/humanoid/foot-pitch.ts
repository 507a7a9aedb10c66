import type { Motion, Vector3 } from '../motion/motion.ts'
import type { HumanBone } from './human-bone.ts'
import { reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import type { Reference } from './reference-pose.ts'
import { createWorldReader } from './world-reader.ts'

/** Radians. Toes lie lower than the ankle of a foot that stands; a rest pose without that is no stance. */
const LEVEL = -0.09

/**
 * How far each foot of the reference pose is raised against how it stands in the clip, in radians.
 *
 * Some skeletons rest with toes as high as ankles (Geno's), and a frame taken as reference may have a foot in any
 * position. Where that is so, the foot is taken to stand flat as it is in the quarter of the clip in which its ankle is
 * lowest. Rest poses that can be a stance are believed.
 */
export function footRaises(
  motion: Motion,
  map: HumanoidMap,
  reference: Reference,
): ReadonlyMap<HumanBone, number> {
  const raises = new Map<HumanBone, number>()
  if (motion.frameCount === 0) return raises
  const poseOf = createWorldReader(motion)
  for (const side of ['left', 'right'] as const) {
    const [ankle, toes] = [map.bones[`${side}Foot`], map.bones[`${side}Toes`]]
    if (ankle === undefined || toes === undefined) continue
    const pitchIn = (places: readonly Vector3[]): number => {
      const [x, y, z] = reach(places, map, `${side}Foot`, `${side}Toes`) ?? [1, 0, 0]
      return Math.atan2(y, Math.hypot(x, z))
    }
    const before = pitchIn(poseOf(reference).places)
    if (reference === 'rest' && before < LEVEL) continue
    const stances = Array.from({ length: motion.frameCount }, (_, frame) => {
      const { places } = poseOf(frame)
      return { height: places[ankle]?.[1] ?? 0, pitch: pitchIn(places) }
    }).toSorted((a, b) => a.height - b.height)
    const low = stances
      .slice(0, Math.max(1, Math.floor(stances.length / 4)))
      .toSorted((a, b) => a.pitch - b.pitch)
    raises.set(`${side}Foot`, before - (low[Math.floor(low.length / 2)]?.pitch ?? before))
  }
  return raises
}
