import { findLandmarks } from './find-landmarks.ts'
import type { Motion } from './motion.ts'
import { createPoseReader, type Pose } from './pose-reader.ts'

export type UpAxis = 'y' | 'z'

/** Which way the rest pose and the motion stand. A file can rest with one axis up and move with the other. */
export function guessUpAxis(motion: Motion): { rest: UpAxis; motion: UpAxis } {
  const poseOf = createPoseReader(motion)
  const rest = upOf(motion, poseOf('rest')) ?? 'y'
  if (motion.frameCount === 0) return { rest, motion: rest }
  const samples = Math.min(motion.frameCount, 16)
  let z = 0
  let y = 0
  for (let sample = 0; sample < samples; sample++) {
    const frame = Math.floor((sample * motion.frameCount) / samples)
    const up = upOf(motion, poseOf(frame))
    if (up === 'z') z++
    if (up === 'y') y++
  }
  // Most of the clip has to stand that way: people bend over, kneel and fall.
  return { rest, motion: z > 3 * y ? 'z' : y > z ? 'y' : rest }
}

/**
 * From the feet to the head. Without both nothing tells a lying chain from a standing one, so Y is taken by convention;
 * `null` when the figure leans half way.
 */
function upOf(motion: Motion, pose: Pose): UpAxis | null {
  const { head, feet } = findLandmarks(motion.joints)
  if (head === null || feet.length === 0) return 'y'
  const rise = (axis: 1 | 2): number =>
    (pose.joints[head * 3 + axis] ?? 0) -
    feet.reduce((sum, foot) => sum + (pose.joints[foot * 3 + axis] ?? 0), 0) / feet.length
  const [y, z] = [rise(1), rise(2)]
  if (z > 2 * Math.abs(y)) return 'z'
  return y > 2 * Math.abs(z) ? 'y' : null
}
