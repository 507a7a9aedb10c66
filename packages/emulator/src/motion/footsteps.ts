import { clamp, ease, mix } from './curve.ts'
import { aboutX, aboutY, multiply, rotate, type Quaternion } from './quaternion.ts'
import { leg, type Side } from './rig.ts'
import { add, subtract, type Vector } from './vector.ts'

/** Where a sole stands: a point of the floor under the ankle, metres, and where the toes point, degrees about y. */
export interface Footprint {
  readonly x: number
  readonly z: number
  readonly yaw: number
}

/** One foot leaves the floor, travels and lands. Seconds; a foot stands still at all other times. */
export interface Swing {
  readonly side: Side
  readonly liftAt: number
  readonly landAt: number
  readonly to: Footprint
  /** Height of the sole while `u` goes 0..1, metres; 0 at both ends. */
  readonly height: (u: number) => number
  /** How far the foot shoots forward of its way while `u` goes 0..1, metres; 0 at both ends. */
  readonly thrust?: (u: number) => number
  /** Degrees the heel is raised when the toes leave the floor. */
  readonly heelOff: number
  /** Degrees more that the toes hang in the first half of the swing. */
  readonly drag: number
  /** Degrees the toes are raised when the heel meets the floor. */
  readonly strike: number
  /** Seconds before lifting in which the heel peels off, and after landing in which the sole comes down. */
  readonly peel: number
  readonly settle: number
}

export interface FootPose {
  readonly ankle: Vector
  readonly rotation: Quaternion
  /** Where the toes point, degrees about y. */
  readonly yaw: number
  /** Bend of the toe joint against the foot, degrees; keeps the toes flat while the heel is up. */
  readonly toeBend: number
  /** 0..1 within a swing, null while the foot stands. */
  readonly swing: number | null
}

/** Where a foot is at a moment, given all its swings in order of time and where it stood at first. */
export function footAt(swings: readonly Swing[], first: Footprint, time: number): FootPose {
  let from = first
  let settling = 0
  for (const swing of swings) {
    if (time < swing.liftAt) return stand(from, settling - swing.heelOff * peelOf(swing, time))
    if (time < swing.landAt) return fly(swing, from, (time - swing.liftAt) / (swing.landAt - swing.liftAt))
    from = swing.to
    settling = swing.strike * (1 - ease(time, swing.landAt, swing.landAt + swing.settle))
  }
  return stand(from, settling)
}

const peelOf = (swing: Swing, time: number): number => {
  const t = clamp((time - swing.liftAt + swing.peel) / swing.peel, 0, 1)
  return t * t * (2 - t)
}

function stand(at: Footprint, pitch: number): FootPose {
  return { ...place(at, 0, pitch, Math.max(0, -pitch)), swing: null }
}

function fly(swing: Swing, from: Footprint, u: number): FootPose {
  const along = ease(u)
  const ahead = swing.thrust?.(u) ?? 0
  const radians = (from.yaw * Math.PI) / 180
  const at: Footprint = {
    x: mix(from.x, swing.to.x, along) + Math.sin(radians) * ahead,
    z: mix(from.z, swing.to.z, along) + Math.cos(radians) * ahead,
    yaw: mix(from.yaw, swing.to.yaw, along),
  }
  const hanging = swing.drag * Math.sin(Math.PI * clamp(u * 1.6, 0, 1)) ** 2
  const pitch = mix(-swing.heelOff, swing.strike, ease(u, 0.1, 0.95)) - hanging
  // the toes lie flat as they leave and as they land, and hang in between
  const toeBend = Math.max(0, -pitch) * (1 - ease(u, 0, 0.35) + ease(u, 0.7, 0.98))
  const pose = place(at, swing.height(u), pitch, toeBend)
  return {
    ...pose,
    ankle: add(pose.ankle, [0, clearance(pose, 0.02 * Math.min(1, 6 * u, 6 * (1 - u))), 0]),
    swing: u,
  }
}

/** Turn the sole about the toe joint (heel up) or about the heel (toes up), so that what touches the floor stays put. */
function place(at: Footprint, height: number, pitch: number, toeBend: number) {
  const heading = aboutY(at.yaw)
  const rotation = multiply(heading, aboutX(-pitch))
  const pivot = pitch < 0 ? leg.toeJoint : leg.heel
  const ground: Vector = [at.x, height + leg.ankleHeight, at.z]
  const ankle = subtract(add(ground, rotate(heading, pivot)), rotate(rotation, pivot))
  return { ankle, rotation, toeBend, yaw: at.yaw }
}

/** What is missing to keep every point of the sole that far above the floor, metres. */
function clearance(pose: Pick<FootPose, 'ankle' | 'rotation' | 'toeBend'>, height: number): number {
  const joint = add(pose.ankle, rotate(pose.rotation, leg.toeJoint))
  const toes = multiply(pose.rotation, aboutX(-pose.toeBend))
  const ball = add(joint, rotate(toes, leg.ball))
  const toe = add(joint, rotate(toes, leg.toe))
  const heel = add(pose.ankle, rotate(pose.rotation, leg.heel))
  return Math.max(0, height - Math.min(ball[1], toe[1], heel[1]))
}
