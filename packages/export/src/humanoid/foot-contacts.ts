import type { Motion, Vector3 } from '../motion/motion.ts'
import { measureBody } from './hips-path.ts'
import type { Limb } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import { soleOf } from './move-feet.ts'
import { pathOf } from './root-motion.ts'
import { createWorldReader } from './world-reader.ts'

/** Frames in which a foot stands, both ends included. */
export interface Contact {
  readonly first: number
  readonly last: number
}

/** Heights and speeds are those of `measureFeet`, for legs of this length; others are scaled. */
const LEG_LENGTH = 0.85
const HEIGHT = 0.025
const RISING = 0.15
/** Metres per second along the floor: toes pass it low and fast when a leg swings. */
const PASSING = 0.5
const SHORTEST_SECONDS = 0.1
const GAP_SECONDS = 0.05

/** When the toes (or, without toes, the ankle) of one leg stand, and their path. */
export function footContacts(
  motion: Motion,
  map: HumanoidMap,
  leg: Limb,
): { readonly path: readonly Vector3[]; readonly contacts: readonly Contact[] } {
  const joint = soleOf(map, leg)
  if (joint === undefined || motion.frameCount < 2) return { path: [], contacts: [] }
  const path = pathOf(motion, joint)
  const size = measureBody(createWorldReader(motion)('rest'), map).legLength / LEG_LENGTH
  const heights = path.map(([, y]) => y).toSorted((a, b) => a - b)
  const level = heights[Math.floor(heights.length * 0.05)] ?? 0
  const stands = path.map(([x, y, z], frame) => {
    const [lastX, lastY, lastZ] = path[Math.max(0, frame - 1)] ?? [x, y, z]
    const [nextX, nextY, nextZ] = path[Math.min(path.length - 1, frame + 1)] ?? [x, y, z]
    const seconds = (frame === 0 || frame === path.length - 1 ? 1 : 2) / motion.fps
    return (
      y - level < HEIGHT * size &&
      Math.abs(nextY - lastY) / seconds < RISING * size &&
      Math.hypot(nextX - lastX, nextZ - lastZ) / seconds < PASSING * size
    )
  })
  const gap = Math.round(GAP_SECONDS * motion.fps)
  const shortest = Math.max(2, Math.round(SHORTEST_SECONDS * motion.fps))
  const runs: { first: number; last: number }[] = []
  for (const [frame, isStanding] of stands.entries()) {
    if (!isStanding) continue
    const run = runs.at(-1)
    if (run && frame - run.last <= gap + 1) run.last = frame
    else runs.push({ first: frame, last: frame })
  }
  return { path, contacts: runs.filter(({ first, last }) => last - first + 1 >= shortest) }
}
