import type { Joint, Vector3 } from '../motion/motion.ts'
import { plus } from '../rotation.ts'

/** Questions about a hierarchy of joints and where they stand at rest. */
export interface JointTree {
  /** World place of every joint at rest, in metres. */
  readonly places: readonly Vector3[]
  readonly children: readonly (readonly number[])[]
  /** A joint is below itself. */
  isBelow(joint: number, above: number): boolean
  /** From `above` (left out) down to `joint` (included); empty when they are the same or do not belong together. */
  path(above: number, joint: number): readonly number[]
  /** The deepest joint that all of these are below; `null` when they have different roots. */
  meeting(joints: readonly number[]): number | null
}

export function createJointTree(joints: readonly Joint[]): JointTree {
  const places: Vector3[] = []
  const children: number[][] = joints.map(() => [])
  for (const [index, { parent, offset }] of joints.entries()) {
    places.push(parent === null ? offset : plus(places[parent] ?? [0, 0, 0], offset))
    if (parent !== null) children[parent]?.push(index)
  }
  const lineOf = (joint: number): readonly number[] => {
    const line: number[] = []
    for (let at: number | null = joint; at !== null; at = joints[at]?.parent ?? null) line.unshift(at)
    return line
  }
  return {
    places,
    children,
    isBelow: (joint, above) => lineOf(joint).includes(above),
    path(above, joint) {
      const line = lineOf(joint)
      const at = line.indexOf(above)
      return at < 0 ? [] : line.slice(at + 1)
    },
    meeting(below) {
      const [first, ...others] = below.map(lineOf)
      if (!first) return null
      return first.findLast((joint) => others.every((line) => line.includes(joint))) ?? null
    },
  }
}
