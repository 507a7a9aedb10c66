import type { Vector3 } from '../motion/motion.ts'
import { reach } from './limbs.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import {
  cross,
  dot,
  fromAxes,
  lengthOf,
  minus,
  normalised,
  plus,
  type Rotation,
  times,
  turnAbout,
} from '../rotation.ts'

/**
 * How a body stands: X to its own left, Y from the legs to the head, Z where it looks.
 *
 * @returns `null` where left and up cannot be told apart, as in files whose rest pose lays all bones along one line.
 */
export function bodyFrame(places: readonly Vector3[], map: HumanoidMap): Rotation | null {
  const left = reach(places, map, 'rightUpperLeg', 'leftUpperLeg')
  const up = reach(places, map, 'leftUpperLeg', 'head')
  if (!left || !up) return null
  const middle = minus(up, times(left, -0.5))
  const across = normalised(left)
  const upright = minus(middle, times(across, dot(middle, across)))
  if (lengthOf(upright) < 0.5 * lengthOf(middle)) return null
  const y = normalised(upright)
  return fromAxes(across, y, cross(across, y))
}

/**
 * The turn about Y from +Z to where a standing body looks.
 *
 * Within 20 degrees of an axis it is that axis: a skeleton that is a little uneven does not face aside.
 */
export function facingOf(places: readonly Vector3[], map: HumanoidMap): Rotation {
  const legs = reach(places, map, 'rightUpperLeg', 'leftUpperLeg') ?? [1, 0, 0]
  const arms = reach(places, map, 'rightUpperArm', 'leftUpperArm') ?? [0, 0, 0]
  const left = plus(legs, arms)
  const angle = Math.atan2(-left[2], left[0])
  const quarter = Math.round(angle / (Math.PI / 2)) * (Math.PI / 2)
  return turnAbout([0, 1, 0], Math.abs(angle - quarter) < 0.35 ? quarter : angle)
}
