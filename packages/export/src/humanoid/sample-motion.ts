import { ExportError } from '../export-error.ts'
import type { Motion } from '../motion/motion.ts'
import { type Rotation, rotationAt, slerp } from '../rotation.ts'

/**
 * The same motion at another frame rate, from the first frame to the last: rotations by slerp, places in straight lines.
 *
 * The last frame is kept when it falls on a new one; otherwise the clip ends with the last new frame before it, so that
 * no frame is invented.
 *
 * @param fps - Frames per second, such as 24, 25, 30 or 60.
 * @throws ExportError `invalid-option` for a rate that is no positive number up to 1000.
 */
export function resampleMotion(motion: Motion, fps: number): Motion {
  if (!(fps > 0 && fps <= 1000))
    throw new ExportError('invalid-option', `fps is ${fps}; pass a rate from 0 to 1000, such as 30.`)
  if (motion.frameCount < 2 || fps === motion.fps) return { ...motion, fps }
  const count = Math.floor(((motion.frameCount - 1) / motion.fps) * fps + 1e-6) + 1
  return {
    ...pick(
      motion,
      Array.from({ length: count }, (_, frame) => (frame / fps) * motion.fps),
    ),
    fps,
  }
}

/**
 * The frames from `first` to `last`, both kept; the clip begins at zero.
 *
 * @throws ExportError `invalid-option` for frames that are not there or not in this order.
 */
export function trimMotion(motion: Motion, first: number, last: number): Motion {
  const isThere = Number.isInteger(first) && Number.isInteger(last) && first >= 0 && last < motion.frameCount
  if (!isThere || first > last)
    throw new ExportError(
      'invalid-option',
      `Frames ${first} to ${last} cannot be kept; the motion has frames 0 to ${motion.frameCount - 1}.`,
    )
  return pick(
    motion,
    Array.from({ length: last - first + 1 }, (_, frame) => first + frame),
  )
}

/** Frames at these places, which may lie between frames. Each stays within a half turn of the one before. */
function pick(motion: Motion, frames: readonly number[]): Motion {
  const jointCount = motion.joints.length
  const rotations = new Float32Array(frames.length * jointCount * 4)
  const translations = motion.translations.map(({ joint }) => ({
    joint,
    values: new Float32Array(frames.length * 3),
  }))
  for (const [index, frame] of frames.entries()) {
    const low = Math.min(Math.max(0, Math.floor(frame + 1e-6)), motion.frameCount - 1)
    const high = Math.min(low + 1, motion.frameCount - 1)
    const share = Math.max(0, frame - low)
    const isExact = share < 1e-6
    for (let joint = 0; joint < jointCount; joint++) {
      const a = rotationAt(motion.rotations, low * jointCount + joint)
      const turn = isExact ? a : slerp(a, rotationAt(motion.rotations, high * jointCount + joint), share)
      setTurn(rotations, index, jointCount, joint, turn)
    }
    for (const [track, { values }] of motion.translations.entries())
      for (let axis = 0; axis < 3; axis++) {
        const a = values[low * 3 + axis] ?? 0
        const b = values[high * 3 + axis] ?? 0
        const to = translations[track]?.values
        if (to) to[index * 3 + axis] = isExact ? a : a + (b - a) * share
      }
  }
  return { ...motion, frameCount: frames.length, rotations, translations }
}

/** Writes one rotation with the sign that is nearer the frame before. */
export function setTurn(
  rotations: Float32Array,
  frame: number,
  jointCount: number,
  joint: number,
  [x, y, z, w]: Rotation,
): void {
  const at = (frame * jointCount + joint) * 4
  const last = at - jointCount * 4
  const cosine =
    frame === 0
      ? 1
      : x * (rotations[last] ?? 0) +
        y * (rotations[last + 1] ?? 0) +
        z * (rotations[last + 2] ?? 0) +
        w * (rotations[last + 3] ?? 0)
  const sign = cosine < 0 ? -1 : 1
  rotations[at] = x * sign
  rotations[at + 1] = y * sign
  rotations[at + 2] = z * sign
  rotations[at + 3] = w * sign
}
