import { clamp } from './curve.ts'
import { fromAxes, aboutX, multiply, type Quaternion } from './quaternion.ts'
import { leg } from './rig.ts'
import { cross, length, normalize, scale, subtract, type Vector } from './vector.ts'

export interface LegAngles {
  /** World rotation of the thigh. */
  readonly thigh: Quaternion
  /** World rotation of the shin. */
  readonly shin: Quaternion
  /** Local rotation of the knee: about x alone, never negative, so a knee can only bend backwards. */
  readonly knee: Quaternion
}

/** How far a leg reaches, metres: a little less than its length, because a locked knee looks dead and snaps. */
export const legReach = (leg.thigh + leg.shin) * 0.992

/**
 * The analytic two-bone solution: a thigh and a shin that put the ankle where it should be.
 *
 * @param left - The axis the knee turns about, world; need not be at right angles to the leg. Given instead of where the
 *   knee points because it stays well defined when a leg is kicked forward.
 */
export function solveLeg(hip: Vector, ankle: Vector, left: Vector): LegAngles {
  const line = subtract(ankle, hip)
  const distance = clamp(length(line), Math.abs(leg.thigh - leg.shin) + 0.05, legReach)
  const up = normalize(scale(line, -1))
  const front = normalize(cross(left, up))
  const straight = fromAxes(cross(up, front), up, front)
  const atHip = angleOf(leg.thigh, distance, leg.shin)
  const atKnee = Math.PI - angleOf(leg.thigh, leg.shin, distance)
  const thigh = multiply(straight, aboutX(-degrees(atHip)))
  const knee = aboutX(degrees(atKnee))
  return { thigh, knee, shin: multiply(thigh, knee) }
}

const degrees = (radians: number): number => (radians * 180) / Math.PI

/** The angle between sides `a` and `b` of a triangle, radians. */
const angleOf = (a: number, b: number, opposite: number): number =>
  Math.acos(clamp((a * a + b * b - opposite * opposite) / (2 * a * b), -1, 1))
