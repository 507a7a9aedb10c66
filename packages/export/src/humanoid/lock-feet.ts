import { ExportError } from '../export-error.ts'
import type { Motion, Vector3 } from '../motion/motion.ts'
import { footContacts } from './foot-contacts.ts'
import { type Limb, LIMBS } from './limbs.ts'
import { ease } from './loop-motion.ts'
import { type HumanoidMap, mapHumanoid } from './map-humanoid.ts'
import { moveFeet } from './move-feet.ts'
import { minus, plus, times } from '../rotation.ts'

export interface FootLockOptions {
  /** Told by `mapHumanoid` unless given. */
  readonly map?: HumanoidMap
  /** Seconds over which a foot is taken hold of before a contact and let go after it; 0.12 by default. */
  readonly blendSeconds?: number
}

/**
 * Holds feet still while they stand, by bending hips and knees, and lets go of them smoothly.
 *
 * While toes touch the floor they stay in the middle of where they slid; the heel may still rise. Before and after, the
 * correction fades, so neither foot nor knee jumps. What the hips do is never changed: where they are too far away, the
 * leg is as long as it is and the foot slides on.
 *
 * @throws ExportError `unsupported` for a skeleton without two mapped legs; `invalid-option` for a negative blend.
 */
export function lockFeet(motion: Motion, options: FootLockOptions = {}): Motion {
  const { map = mapHumanoid(motion), blendSeconds = 0.12 } = options
  if (!(blendSeconds >= 0))
    throw new ExportError('invalid-option', `blendSeconds is ${blendSeconds}; pass 0 or more, such as 0.12.`)
  const legs = LIMBS.filter(({ kind }) => kind === 'leg')
  if (legs.some(({ upper, lower, end }) => [upper, lower, end].some((bone) => map.bones[bone] === undefined)))
    throw new ExportError(
      'unsupported',
      'Feet cannot be locked: this skeleton has no two legs that are known.',
    )
  const offsets = new Map(legs.map((leg) => [leg.side, offsetsOf(motion, map, leg, blendSeconds)]))
  return moveFeet(motion, map, ({ side }, frame) => offsets.get(side)?.[frame] ?? [0, 0, 0])
}

function offsetsOf(motion: Motion, map: HumanoidMap, leg: Limb, blendSeconds: number): readonly Vector3[] {
  const { path, contacts } = footContacts(motion, map, leg)
  const blend = Math.round(blendSeconds * motion.fps)
  const offsets: Vector3[] = path.map(() => [0, 0, 0])
  const add = (frame: number, offset: Vector3): void => {
    const before = offsets[frame]
    if (before) offsets[frame] = plus(before, offset)
  }
  for (const { first, last } of contacts) {
    const hold = middle(path.slice(first, last + 1))
    const offsetAt = (frame: number): Vector3 => minus(hold, path[frame] ?? hold)
    for (let frame = first; frame <= last; frame++) add(frame, offsetAt(frame))
    // What is left at either end fades away from it.
    for (let step = 1; step <= blend; step++) {
      const share = 1 - ease(step / (blend + 1))
      add(first - step, times(offsetAt(first), share))
      add(last + step, times(offsetAt(last), share))
    }
  }
  return offsets
}

/** Median on each axis: one bad frame does not move it. */
function middle(places: readonly Vector3[]): Vector3 {
  const median = (axis: 0 | 1 | 2): number => {
    const values = places.map((place) => place[axis]).toSorted((a, b) => a - b)
    return values[Math.floor(values.length / 2)] ?? 0
  }
  return [median(0), median(1), median(2)]
}
