import { ExportError } from '../export-error.ts'
import type { Motion } from '../motion/motion.ts'
import { bodyFrame } from './body-frame.ts'
import { LIMB_BONES, reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import { angleBetween, inverse, rotate } from '../rotation.ts'
import { createWorldReader, type WorldPose } from './world-reader.ts'

/** The pose of the source that is laid on the target's rest pose. */
export type Reference = 'rest' | number

/** Radians a leg or an arm may differ at rest: an arm hangs a quarter turn below a T-pose. */
const LEG_LIMIT = 1.05
const ARM_LIMIT = 1.75
/** Enough to find a quiet stance in a long take. */
const MOST_CANDIDATES = 240

/**
 * Chooses the pose in which source and target are taken to stand alike.
 *
 * Rest poses are made to be alike, so the rest is taken wherever it is the pose of a person: arms may point up, aside
 * or down. Some files (Rokoko's) rest with all bones along one line; of those, the frame most like the target's rest.
 */
export function chooseReference(
  source: { readonly motion: Motion; readonly map: HumanoidMap },
  target: { readonly rest: WorldPose; readonly map: HumanoidMap },
): Reference {
  const poseOf = createWorldReader(source.motion)
  const rest = differences(poseOf('rest'), source.map, target.rest, target.map)
  const isAlike = rest?.every(({ angle, isLeg }) => angle < (isLeg ? LEG_LIMIT : ARM_LIMIT))
  if (isAlike === true || source.motion.frameCount === 0) return 'rest'

  const step = Math.max(1, Math.floor(source.motion.frameCount / MOST_CANDIDATES))
  let best: Reference = 'rest'
  let least = Infinity
  for (let frame = 0; frame < source.motion.frameCount; frame += step) {
    const all = differences(poseOf(frame), source.map, target.rest, target.map)
    const sum = all?.reduce((total, { angle }) => total + angle ** 2, 0) ?? Infinity
    if (sum >= least) continue
    least = sum
    best = frame
  }
  return best
}

/** @throws ExportError `invalid-option` for a frame that the motion does not have. */
export function checkReference(reference: Reference, motion: Motion): Reference {
  if (
    reference === 'rest' ||
    (Number.isInteger(reference) && reference >= 0 && reference < motion.frameCount)
  )
    return reference
  throw new ExportError(
    'invalid-option',
    `reference is ${reference}; pass 'auto', 'rest' or a frame from 0 to ${motion.frameCount - 1}.`,
  )
}

function differences(
  source: WorldPose,
  sourceMap: HumanoidMap,
  target: WorldPose,
  targetMap: HumanoidMap,
): readonly { angle: number; isLeg: boolean }[] | null {
  const [a, b] = [bodyFrame(source.places, sourceMap), bodyFrame(target.places, targetMap)]
  if (!a || !b) return null
  return LIMB_BONES.flatMap(([bone, next]) => {
    const from = reach(source.places, sourceMap, bone, next)
    const to = reach(target.places, targetMap, bone, next)
    if (!from || !to) return []
    const angle = angleBetween(rotate(inverse(a), from), rotate(inverse(b), to))
    return [{ angle, isLeg: bone.includes('Leg') }]
  })
}
