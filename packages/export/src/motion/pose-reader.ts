import type { Motion } from './motion.ts'

/** World positions of one frame. The arrays belong to the reader and are overwritten by its next call. */
export interface Pose {
  /** joints x 3 */
  readonly joints: Float64Array
  /** joints x 3: where the bone of a joint with an `end` stops; the joint's own place for all others. */
  readonly ends: Float64Array
}

/**
 * Forward kinematics: gives where every joint of a frame, or of the rest pose, stands in the world.
 *
 * One reader keeps one set of arrays, so that walking through ten thousand frames allocates nothing.
 */
export function createPoseReader(motion: Motion): (frame: number | 'rest') => Pose {
  const { joints, rotations } = motion
  const pose: Pose = {
    joints: new Float64Array(joints.length * 3),
    ends: new Float64Array(joints.length * 3),
  }
  const world = new Float64Array(joints.length * 4)
  const tracks: (Float32Array | undefined)[] = joints.map(() => undefined)
  for (const track of motion.translations) tracks[track.joint] = track.values

  return (frame) => {
    for (const [index, joint] of joints.entries()) {
      const track = frame === 'rest' ? undefined : tracks[index]
      const at = frame === 'rest' ? 0 : frame * 3
      const [x, y, z] = track
        ? [track[at] ?? 0, track[at + 1] ?? 0, track[at + 2] ?? 0]
        : [joint.offset[0], joint.offset[1], joint.offset[2]]
      const source = frame === 'rest' ? IDENTITY : rotations
      const first = frame === 'rest' ? 0 : (frame * joints.length + index) * 4
      if (joint.parent === null) {
        for (let part = 0; part < 4; part++) world[index * 4 + part] = source[first + part] ?? 0
        pose.joints[index * 3] = x
        pose.joints[index * 3 + 1] = y
        pose.joints[index * 3 + 2] = z
      } else {
        multiply(world, joint.parent * 4, source, first, index * 4)
        addRotated(pose.joints, index, world, joint.parent, x, y, z, joint.parent, pose.joints)
      }
      const [endX, endY, endZ] = joint.end ?? ORIGIN
      addRotated(pose.ends, index, world, index, endX, endY, endZ, index, pose.joints)
    }
    return pose
  }
}

const IDENTITY = [0, 0, 0, 1]
const ORIGIN = [0, 0, 0] as const

type Numbers = ArrayLike<number>

function multiply(world: Float64Array, parent: number, local: Numbers, at: number, out: number): void {
  const ax = world[parent] ?? 0
  const ay = world[parent + 1] ?? 0
  const az = world[parent + 2] ?? 0
  const aw = world[parent + 3] ?? 0
  const bx = local[at] ?? 0
  const by = local[at + 1] ?? 0
  const bz = local[at + 2] ?? 0
  const bw = local[at + 3] ?? 0
  world[out] = aw * bx + ax * bw + ay * bz - az * by
  world[out + 1] = aw * by - ax * bz + ay * bw + az * bx
  world[out + 2] = aw * bz + ax * by - ay * bx + az * bw
  world[out + 3] = aw * bw - ax * bx - ay * by - az * bz
}

/** `out[target] = origins[origin] + (x, y, z) turned by world[turn]`. */
function addRotated(
  out: Float64Array,
  target: number,
  world: Float64Array,
  turn: number,
  x: number,
  y: number,
  z: number,
  origin: number,
  origins: Float64Array,
): void {
  const qx = world[turn * 4] ?? 0
  const qy = world[turn * 4 + 1] ?? 0
  const qz = world[turn * 4 + 2] ?? 0
  const qw = world[turn * 4 + 3] ?? 0
  const tx = 2 * (qy * z - qz * y)
  const ty = 2 * (qz * x - qx * z)
  const tz = 2 * (qx * y - qy * x)
  out[target * 3] = (origins[origin * 3] ?? 0) + x + qw * tx + qy * tz - qz * ty
  out[target * 3 + 1] = (origins[origin * 3 + 1] ?? 0) + y + qw * ty + qz * tx - qx * tz
  out[target * 3 + 2] = (origins[origin * 3 + 2] ?? 0) + z + qw * tz + qx * ty - qy * tx
}
