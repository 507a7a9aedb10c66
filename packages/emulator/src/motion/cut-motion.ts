import type { Motion } from './motion.ts'

/** Some frames of a motion, from `first`: the same data, not a copy. */
export function cutMotion(motion: Motion, first: number, frameCount: number): Motion {
  const stride = motion.joints.length * 4
  return {
    ...motion,
    frameCount,
    rotations: motion.rotations.subarray(first * stride, (first + frameCount) * stride),
    hips: motion.hips.subarray(first * 3, (first + frameCount) * 3),
  }
}

/** The same motion at another place of the floor, metres. */
export function moveMotion(motion: Motion, x: number, z: number): Motion {
  const hips = motion.hips.map((value, at) => value + (at % 3 === 0 ? x : at % 3 === 2 ? z : 0))
  return { ...motion, hips }
}
