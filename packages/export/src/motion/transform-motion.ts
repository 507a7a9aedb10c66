import type { Joint, Motion, Vector3 } from './motion.ts'

/** The same motion with every length multiplied; angles and times stay. */
export function scaleMotion(motion: Motion, factor: number): Motion {
  const scale = ([x, y, z]: Vector3): Vector3 => [x * factor, y * factor, z * factor]
  return {
    ...motion,
    joints: motion.joints.map((joint) => mapVectors(joint, scale)),
    translations: motion.translations.map(({ joint, values }) => ({
      joint,
      values: values.map((value) => value * factor),
    })),
  }
}

/** A Z-up motion in Y-up axes: a change of axes for skeleton and motion alike, so rest axes stay those of the world. */
export function turnZUpToYUp(motion: Motion): Motion {
  return {
    ...motion,
    joints: motion.joints.map((joint) => mapVectors(joint, turned)),
    rotations: swapAxes(motion.rotations, 4),
    translations: motion.translations.map(({ joint, values }) => ({ joint, values: swapAxes(values, 3) })),
  }
}

/** Turns what the roots do, not the rest pose: for files that rest with Y up and move with Z up. */
export function turnRootMotionToYUp(motion: Motion): Motion {
  const rotations = motion.rotations.slice()
  const roots = motion.joints.flatMap(({ parent }, index) => (parent === null ? [index] : []))
  const travelling = new Set(motion.translations.map(({ joint }) => joint))
  for (let frame = 0; frame < motion.frameCount; frame++)
    for (const root of roots) {
      const at = (frame * motion.joints.length + root) * 4
      const [x = 0, y = 0, z = 0, w = 1] = rotations.subarray(at, at + 4)
      // A quarter turn about -X in front of the root's own rotation.
      rotations.set(
        [x - w, y + z, z - y, w + x].map((part) => part * Math.SQRT1_2),
        at,
      )
    }
  const isRoot = (joint: number): boolean => roots.includes(joint)
  return {
    ...motion,
    joints: motion.joints.map((joint, index) =>
      isRoot(index) && !travelling.has(index) ? { ...joint, offset: turned(joint.offset) } : joint,
    ),
    rotations,
    translations: motion.translations.map((track) =>
      isRoot(track.joint) ? { joint: track.joint, values: swapAxes(track.values, 3) } : track,
    ),
  }
}

const turned = ([x, y, z]: Vector3): Vector3 => [x, z, -y]

function mapVectors(joint: Joint, map: (vector: Vector3) => Vector3): Joint {
  return { ...joint, offset: map(joint.offset), end: joint.end && map(joint.end) }
}

/** (x, y, z, ...) becomes (x, z, -y, ...): the vector part of a quaternion turns like any vector. */
function swapAxes(values: Float32Array, stride: 3 | 4): Float32Array<ArrayBuffer> {
  const swapped = Float32Array.from(values)
  for (let at = 0; at < values.length; at += stride) {
    swapped[at + 1] = values[at + 2] ?? 0
    swapped[at + 2] = -(values[at + 1] ?? 0)
  }
  return swapped
}
