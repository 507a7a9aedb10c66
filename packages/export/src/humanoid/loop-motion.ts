import { ExportError } from '../export-error.ts'
import type { Motion, Vector3 } from '../motion/motion.ts'
import {
  angleBetween,
  cross,
  minus,
  multiply,
  normalised,
  rotate,
  type Rotation,
  rotationAt,
  slerp,
  turnAbout,
  vectorAt,
} from '../rotation.ts'
import { setTurn } from './sample-motion.ts'

export interface LoopOptions {
  /** Over how many frames at the end the motion becomes its beginning; at least 1, at most all but one. */
  readonly blendFrames: number
  /** The joint that travels; the first root otherwise. A humanoid map's `hips`. */
  readonly hips?: number
  /**
   * `travel` (the default) keeps where the hips have gone along the floor, and which way they have turned: the next
   * round goes on from there. `return` brings them back to where they began.
   */
  readonly root?: 'travel' | 'return'
}

/**
 * Blends the end of a motion into its beginning, so that the last frame is the first one again.
 *
 * A player that repeats the clip should leave out its last frame, as it is the first. With `travel` the last frame is
 * the first one moved along and turned about the upright.
 *
 * @throws ExportError `invalid-option` for a blend that is longer than the motion or shorter than a frame.
 */
export function loopMotion(motion: Motion, options: LoopOptions): Motion {
  const { blendFrames, root = 'travel' } = options
  const { frameCount, joints } = motion
  if (!Number.isInteger(blendFrames) || blendFrames < 1 || blendFrames >= frameCount)
    throw new ExportError(
      'invalid-option',
      `blendFrames is ${blendFrames}; pass a whole number from 1 to ${frameCount - 1}.`,
    )
  const hips = options.hips ?? joints.findIndex(({ parent }) => parent === null)
  const last = frameCount - 1
  const turnOf = (frame: number, joint: number): Rotation =>
    rotationAt(motion.rotations, frame * joints.length + joint)
  const yaw = root === 'travel' ? yawBetween(turnOf(0, hips), turnOf(last, hips)) : turnAbout([0, 1, 0], 0)
  const rotations = motion.rotations.slice()
  const translations = motion.translations.map(({ joint, values }) => ({ joint, values: values.slice() }))
  for (let frame = frameCount - blendFrames; frame < frameCount; frame++) {
    const share = ease((frame - (last - blendFrames)) / blendFrames)
    for (let joint = 0; joint < joints.length; joint++) {
      const first = turnOf(0, joint)
      const goal = joint === hips ? multiply(yaw, first) : first
      setTurn(rotations, frame, joints.length, joint, slerp(turnOf(frame, joint), goal, share))
    }
    for (const [index, { joint, values }] of motion.translations.entries()) {
      const first = vectorAt(values, 0)
      const end = vectorAt(values, last)
      // The hips end as high as they began, and along the floor where they have gone.
      const goal: Vector3 = joint === hips && root === 'travel' ? [end[0], first[1], end[2]] : first
      const now = vectorAt(values, frame)
      const [x, y, z] = minus(goal, now)
      translations[index]?.values.set([now[0] + x * share, now[1] + y * share, now[2] + z * share], frame * 3)
    }
  }
  return { ...motion, rotations, translations }
}

/** Smooth at both ends, 0 to 1. */
export const ease = (share: number): number => {
  const s = Math.min(1, Math.max(0, share))
  return s * s * (3 - 2 * s)
}

/** The turn about Y between two rotations, by what they do to +Z, or to +X where +Z stands upright. */
function yawBetween(from: Rotation, to: Rotation): Rotation {
  const flat = (turn: Rotation, axis: Vector3): Vector3 => {
    const [x, , z] = rotate(turn, axis)
    return [x, 0, z]
  }
  const axis: Vector3 = Math.hypot(...flat(from, [0, 0, 1])) > 0.5 ? [0, 0, 1] : [1, 0, 0]
  const [a, b] = [normalised(flat(from, axis)), normalised(flat(to, axis))]
  return turnAbout([0, 1, 0], cross(a, b)[1] < 0 ? -angleBetween(a, b) : angleBetween(a, b))
}
