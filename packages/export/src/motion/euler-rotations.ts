import type { BvhFile } from '../bvh/bvh-file.ts'

/**
 * Every rotation of a BVH as a quaternion, frame x joint x 4 (x y z w).
 *
 * A joint's rotation channels are composed in the order the file lists them, left to right and intrinsic, so
 * `Zrotation Xrotation Yrotation` is Rz * Rx * Ry; one channel, or the same axis twice, needs no special case.
 * A quaternion and its negative are the same rotation: the one nearer the frame before is taken, because readers
 * interpolate between neighbours.
 */
export function eulerRotations({
  joints,
  channelCount,
  frameCount,
  values,
}: BvhFile): Float32Array<ArrayBuffer> {
  const rotations = new Float32Array(frameCount * joints.length * 4)
  for (const [index, joint] of joints.entries()) {
    const turns = joint.channels.flatMap(({ kind, axis }, offset) =>
      kind === 'rotation' ? [{ axis, column: joint.firstChannel + offset }] : [],
    )
    let lastX = 0
    let lastY = 0
    let lastZ = 0
    let lastW = 1
    for (let frame = 0; frame < frameCount; frame++) {
      let x = 0
      let y = 0
      let z = 0
      let w = 1
      for (const { axis, column } of turns) {
        const half = (values[frame * channelCount + column] ?? 0) * HALF_DEGREE
        const s = Math.sin(half)
        const c = Math.cos(half)
        const px = x
        const py = y
        const pz = z
        const pw = w
        x = px * c
        y = py * c
        z = pz * c
        w = pw * c
        if (axis === 0) {
          x += pw * s
          y += pz * s
          z -= py * s
          w -= px * s
        } else if (axis === 1) {
          x -= pz * s
          y += pw * s
          z += px * s
          w -= py * s
        } else {
          x += py * s
          y -= px * s
          z += pw * s
          w -= pz * s
        }
      }
      const sign = x * lastX + y * lastY + z * lastZ + w * lastW < 0 ? -1 : 1
      const out = (frame * joints.length + index) * 4
      rotations[out] = lastX = x * sign
      rotations[out + 1] = lastY = y * sign
      rotations[out + 2] = lastZ = z * sign
      rotations[out + 3] = lastW = w * sign
    }
  }
  return rotations
}

const HALF_DEGREE = Math.PI / 360
