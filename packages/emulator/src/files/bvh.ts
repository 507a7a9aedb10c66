import type { Motion } from '../motion/motion.ts'
import { tipOf } from '../motion/rig.ts'

/** BVH has no unit; the tools that read it take one unit for one centimetre. */
const centimetres = 100

/**
 * A motion as BVH text: DeepMotion's joint names, centimetres, degrees, `Zrotation Xrotation Yrotation` per joint.
 *
 * The root's OFFSET is the rest position of the hips, and its position channel is the place in the world that replaces
 * the OFFSET, as Blender and MotionBuilder read it. (Readers that add the two see the figure 94 cm too high.)
 */
export function toBvh(motion: Motion): Uint8Array {
  const order: number[] = []
  const lines = ['HIERARCHY', ...hierarchy(motion, 0, '', order), 'MOTION', `Frames: ${motion.frameCount}`]
  lines.push(`Frame Time: ${(1 / motion.fps).toFixed(7)}`)
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const at = motion.hips.subarray(frame * 3, frame * 3 + 3)
    const numbers = [...at].map((metres) => metres * centimetres)
    for (const joint of order) {
      const [x = 0, y = 0, z = 0, w = 1] = motion.rotations.subarray(
        (frame * motion.joints.length + joint) * 4,
      )
      numbers.push(...toZxy(x, y, z, w))
    }
    lines.push(numbers.map(fixed).join(' '))
  }
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

/** The text of one joint and all below it; notes the order in which the joints appear, which the frames follow. */
function hierarchy(
  { joints, ...rest }: Motion,
  index: number,
  indent: string,
  order: number[],
): readonly string[] {
  const joint = joints[index]
  if (joint === undefined) return []
  order.push(index)
  const children = [...joints.keys()].filter((child) => joints[child]?.parent === index)
  const tip = tipOf(joint.name)
  const position = joint.parent < 0 ? '6 Xposition Yposition Zposition' : '3'
  return [
    `${indent}${joint.parent < 0 ? 'ROOT' : 'JOINT'} ${joint.name}`,
    `${indent}{`,
    `${indent}\tOFFSET ${joint.offset.map((metres) => fixed(metres * centimetres)).join(' ')}`,
    `${indent}\tCHANNELS ${position} Zrotation Xrotation Yrotation`,
    ...children.flatMap((child) => hierarchy({ joints, ...rest }, child, `${indent}\t`, order)),
    ...(tip === null
      ? []
      : [
          `${indent}\tEnd Site`,
          `${indent}\t{`,
          `${indent}\t\tOFFSET ${tip.map((metres) => fixed(metres * centimetres)).join(' ')}`,
          `${indent}\t}`,
        ]),
    `${indent}}`,
  ]
}

/** Degrees about z, x and y such that the rotation is Rz * Rx * Ry, the order in which the channels are listed. */
function toZxy(x: number, y: number, z: number, w: number): readonly number[] {
  const sine = Math.min(1, Math.max(-1, 2 * (y * z + x * w)))
  const angles = [
    Math.atan2(2 * (z * w - x * y), 1 - 2 * (x * x + z * z)),
    Math.asin(sine),
    Math.atan2(2 * (y * w - x * z), 1 - 2 * (x * x + y * y)),
  ]
  return angles.map((radians) => (radians * 180) / Math.PI)
}

/** Six decimals, and never a minus in front of nothing. */
const fixed = (value: number): string => (value + 0).toFixed(6).replace(/^-(?=0\.0+$)/, '')
