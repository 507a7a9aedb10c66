import { mix } from './curve.ts'

/**
 * One arm, degrees. It is described on the left and mirrored for the right.
 * `abduct`: 0 hangs, 90 is the T-pose, 180 points up. `flex`: swings the arm forward. `twist`: turns the upper arm so
 * that a bent elbow points the forearm up (90) instead of forward (0). `elbow`: 0 is straight; it never goes below.
 */
export interface ArmPose {
  readonly abduct: number
  readonly flex: number
  readonly twist: number
  readonly elbow: number
  /** Turns the palm about the forearm; positive turns a hanging arm's palm backwards. */
  readonly pronate: number
  /** Bends the hand to the palm side. */
  readonly wrist: number
  /** Bends the hand sideways, to the thumb. */
  readonly fan: number
  /** Bend of each finger joint. */
  readonly curl: number
  readonly shrug: number
}

/** Everything about a pose except where the feet are. Degrees, and metres for `lift`, `side` and `ahead` of the hips. */
export interface Pose {
  readonly lift: number
  readonly side: number
  readonly ahead: number
  readonly pelvisPitch: number
  readonly pelvisRoll: number
  readonly pelvisTwist: number
  /** Forward bend of the whole spine. */
  readonly spinePitch: number
  readonly spineRoll: number
  readonly spineTwist: number
  /** Positive looks down. */
  readonly headPitch: number
  readonly headRoll: number
  /** Positive looks to the left. */
  readonly headTwist: number
  readonly left: ArmPose
  readonly right: ArmPose
}

export const hangingArm: ArmPose = {
  abduct: 9,
  flex: 2,
  twist: 6,
  elbow: 14,
  pronate: 12,
  wrist: 4,
  fan: 0,
  curl: 18,
  shrug: 0,
}

export const standing: Pose = {
  lift: 0,
  side: 0,
  ahead: 0,
  pelvisPitch: 0,
  pelvisRoll: 0,
  pelvisTwist: 0,
  spinePitch: 2,
  spineRoll: 0,
  spineTwist: 0,
  headPitch: -1,
  headRoll: 0,
  headTwist: 0,
  left: hangingArm,
  right: hangingArm,
}

export function mixPoses(a: Pose, b: Pose, amount: number): Pose {
  if (amount <= 0) return a
  if (amount >= 1) return b
  const { left, right, ...trunk } = a
  return {
    ...mixNumbers(trunk, b, amount),
    left: mixNumbers(left, b.left, amount),
    right: mixNumbers(right, b.right, amount),
  }
}

/** `amount` per key: what the other pose wins. A wave wants the arm of one pose and the legs of another. */
export const withArms = (pose: Pose, left: Partial<ArmPose>, right: Partial<ArmPose>): Pose => ({
  ...pose,
  left: { ...pose.left, ...left },
  right: { ...pose.right, ...right },
})

/** The pose with left and right exchanged. */
export const mirrorPose = (pose: Pose): Pose => ({
  ...pose,
  side: -pose.side,
  pelvisRoll: -pose.pelvisRoll,
  pelvisTwist: -pose.pelvisTwist,
  spineRoll: -pose.spineRoll,
  spineTwist: -pose.spineTwist,
  headRoll: -pose.headRoll,
  headTwist: -pose.headTwist,
  left: pose.right,
  right: pose.left,
})

export function mixNumbers<Part extends { readonly [Key in keyof Part]: number }>(
  a: Part,
  b: Part,
  amount: number,
): Part {
  const mixed: Part = { ...a }
  for (const key in a) Object.assign(mixed, { [key]: mix(a[key], b[key], amount) })
  return mixed
}
