import type { Footprint, Swing } from './footsteps.ts'
import type { Pose } from './pose.ts'
import type { Side } from './rig.ts'
import type { Style } from './style.ts'
import type { Clause } from './prompt.ts'

/** What an action is told: it starts and ends standing, so that any action can follow any other. */
export interface Cue {
  /** Seconds at which the action starts, on the clock of the whole motion. */
  readonly startAt: number
  readonly durationSeconds: number
  /** Floor point under the hips and heading, at the start. */
  readonly from: Footprint
  readonly clause: Clause
  readonly style: Style
}

/** One thing the figure does, over its own stretch of the motion. All times are on the clock of the whole motion. */
export interface Action {
  /** Where the body stands or travels; constant outside the action. */
  readonly root: (time: number) => Footprint
  readonly swings: readonly Swing[]
  /** @param feet - Where the feet are at that time, because arms answer legs. */
  readonly pose: (time: number, feet: Feet) => Pose
}

/** How far each foot is from the point under the hips, metres along the heading, and whether it is in the air. */
export type Feet = Readonly<Record<Side, { readonly ahead: number; readonly swing: number | null }>>

/** Where a foot belongs when the body is at `root`: to the left or right of it by half the stance. */
export function footprint(root: Footprint, side: Side, halfWidth = 0.1): Footprint {
  const radians = (root.yaw * Math.PI) / 180
  const out = side === 'l' ? halfWidth : -halfWidth
  // toes a little outwards, as people stand
  return {
    x: root.x + out * Math.cos(radians),
    z: root.z - out * Math.sin(radians),
    yaw: root.yaw + (side === 'l' ? 6 : -6),
  }
}
