import type { Moment } from './choreography.ts'
import { legReach, solveLeg } from './leg.ts'
import type { ArmPose } from './pose.ts'
import {
  aboutX,
  aboutY,
  aboutZ,
  compose,
  identity,
  invert,
  mirror,
  multiply,
  rotate,
  type Quaternion,
} from './quaternion.ts'
import { jointIndex, leg, restHipsHeight, rig, type Side } from './rig.ts'
import { add, type Vector } from './vector.ts'

/** World position and rotation of the hips before anything asks them to give way. */
function hipsOf({ root, pose }: Moment): { readonly position: Vector; readonly rotation: Quaternion } {
  const heading = aboutY(root.yaw)
  const shift = rotate(heading, [pose.side, 0, pose.ahead])
  return {
    position: [root.x + shift[0], restHipsHeight + pose.lift, root.z + shift[2]],
    rotation: compose(heading, aboutY(pose.pelvisTwist), aboutX(pose.pelvisPitch), aboutZ(pose.pelvisRoll)),
  }
}

/** How much lower the hips must be so that both legs reach their feet, metres. */
export function hipsDrop(moment: Moment): number {
  const { position, rotation } = hipsOf(moment)
  return Math.max(
    0,
    ...(['l', 'r'] as const).map((side) => {
      const hip = socket(position, rotation, side)
      const [x, y, z] = moment.feet[side].ankle
      const away = (hip[0] - x) ** 2 + (hip[2] - z) ** 2
      return hip[1] - y - Math.sqrt(Math.max(0.04, legReach ** 2 - away))
    }),
  )
}

/** Turn a moment into local rotations, one per joint of the rig. */
export function jointRotations(
  moment: Moment,
  drop: number,
): { readonly hips: Vector; readonly rotations: readonly Quaternion[] } {
  const rotations = rig.map((): Quaternion => identity)
  const set = (name: string, rotation: Quaternion): void => {
    rotations[jointIndex(`${name}_JNT`)] = rotation
  }
  const { position, rotation } = hipsOf(moment)
  const hips = add(position, [0, -drop, 0])
  const p = moment.pose
  set('hips', rotation)
  for (const name of ['spine', 'spine1', 'spine2']) {
    set(name, compose(aboutY(p.spineTwist / 3), aboutX(p.spinePitch / 3), aboutZ(p.spineRoll / 3)))
  }
  set('neck', compose(aboutY(p.headTwist * 0.4), aboutX(p.headPitch * 0.4), aboutZ(p.headRoll * 0.4)))
  set('head', compose(aboutY(p.headTwist * 0.6), aboutX(p.headPitch * 0.6), aboutZ(p.headRoll * 0.6)))
  for (const side of ['l', 'r'] as const) {
    for (const [name, turned] of armRotations(side === 'l' ? p.left : p.right)) {
      set(`${side}_${name}`, side === 'l' ? turned : mirror(turned))
    }
    const foot = moment.feet[side]
    const left = add(rotate(rotation, [1, 0, 0]), rotate(aboutY(foot.yaw), [1, 0, 0]))
    const solved = solveLeg(socket(hips, rotation, side), foot.ankle, left)
    set(`${side}_upleg`, multiply(invert(rotation), solved.thigh))
    set(`${side}_leg`, solved.knee)
    set(`${side}_foot`, multiply(invert(solved.shin), foot.rotation))
    set(`${side}_toebase`, aboutX(-foot.toeBend))
  }
  return { hips, rotations }
}

const socket = (hips: Vector, rotation: Quaternion, side: Side): Vector =>
  add(hips, rotate(rotation, [side === 'l' ? leg.hipHalfWidth : -leg.hipHalfWidth, -leg.hipDrop, 0]))

/** The left arm; the right one is its mirror image. */
function armRotations(arm: ArmPose): readonly (readonly [joint: string, rotation: Quaternion])[] {
  // the collar bone carries a part of what goes above the horizontal
  const collar = arm.shrug + Math.max(0, arm.abduct - 60) * 0.22 + Math.max(0, arm.flex - 70) * 0.12
  const upper = compose(aboutZ(-collar), aboutX(-arm.flex), aboutZ(arm.abduct - 90), aboutX(-arm.twist))
  const half = aboutX(arm.pronate / 2)
  const finger = aboutZ(-arm.curl)
  return [
    ['shoulder', aboutZ(collar)],
    ['arm', upper],
    ['forearm', multiply(aboutY(-Math.max(0, arm.elbow)), half)],
    ['hand', compose(half, aboutZ(-arm.wrist), aboutY(-arm.fan))],
    ...['Index', 'Middle', 'Ring', 'Pinky'].flatMap((name) =>
      [1, 2, 3].map((bone) => [`hand${name}${bone}`, finger] as const),
    ),
    ['handThumb1', aboutY(arm.curl * 0.3)],
    ['handThumb2', aboutZ(-arm.curl * 0.4)],
    ['handThumb3', aboutZ(-arm.curl * 0.4)],
  ]
}
