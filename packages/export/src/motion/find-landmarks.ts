import type { Joint } from './motion.ts'

/** The joints a measurement leans on, found by name; indices into the joints. */
export interface Landmarks {
  readonly head: number | null
  /** One per leg: the toe joint where there is one, otherwise the foot or ankle. */
  readonly feet: readonly number[]
}

/** Recognises the common vocabularies (DeepMotion, Mixamo, CMU, Rokoko, MakeHuman) by the words inside a name. */
export function findLandmarks(joints: readonly Joint[]): Landmarks {
  const head = joints.findIndex(({ name }) => /head/i.test(name) && !/head.*(end|top|nub)/i.test(name))
  const feet = SIDES.flatMap((side) => {
    const isOfSide = ({ name }: Joint): boolean => side.test(name)
    for (const word of FOOT_WORDS) {
      const index = joints.findIndex((joint) => isOfSide(joint) && word.test(joint.name))
      if (index >= 0) return [index]
    }
    return []
  })
  return { head: head < 0 ? null : head, feet }
}

/** `LeftFoot`, `l_foot_JNT`, `Foot.L`, `lFoot`, `LFoot`. */
const SIDES = [/[Ll]eft|(?<![A-Za-z])[Ll](?![a-z])/, /[Rr]ight|(?<![A-Za-z])[Rr](?![a-z])/] as const
const FOOT_WORDS = [/toe(?!.*(end|nub|\d-\d))/i, /foot(?!.*(end|nub))/i, /ankle/i] as const
