import type { Action, Cue } from './action.ts'
import { clamp, plateau } from './curve.ts'
import { hangingArm, standing, type ArmPose, type Pose } from './pose.ts'

/** What is done on the spot: `t` in seconds since the start, `u` the same as 0..1 of the whole gesture. */
export type Gesture = (t: number, u: number) => Pose

/** Breathe, shift the weight, look around. */
export const idle = (cue: Cue): Action => onTheSpot(cue, breathing(cue))

/** An action that stays where it is. */
export function onTheSpot({ from, startAt, durationSeconds }: Cue, at: Gesture): Action {
  return {
    root: () => from,
    swings: [],
    pose: (time) => {
      const t = clamp(time - startAt, 0, durationSeconds)
      return at(t, t / durationSeconds)
    },
  }
}

/** Nobody stands like a post: breath every four seconds, weight and eyes wandering more slowly. */
export function breathing({ style, durationSeconds }: Cue): Gesture {
  return (t, u) => {
    const slow = (seconds: number, at: number): number =>
      Math.sin(2 * Math.PI * ((t * style.tempo) / seconds + at + style.phase))
    // wandering fades at the ends, so that whatever follows starts from the middle
    const free = plateau(u, Math.min(0.4, 0.7 / durationSeconds))
    const breath = slow(3.6, 0) * style.bounce
    const weight = slow(5.3, 0.3) * free
    const arm: ArmPose = {
      ...hangingArm,
      abduct: 9 + 1.5 * breath,
      flex: 2 + 1.5 * slow(4.4, 0.6) * free,
      shrug: 2 + 2 * breath,
    }
    return {
      ...standing,
      lift: -0.006 + 0.003 * breath,
      side: 0.032 * weight,
      pelvisRoll: -3 * weight,
      spineRoll: 3.5 * weight,
      spinePitch: 2 - 1.8 * breath,
      spineTwist: 4 * slow(6.1, 0.1) * free,
      headPitch: -1 + 1.5 * breath + 3 * slow(4.7, 0.5) * free,
      headTwist: 17 * slow(4.9, 0.75) * free,
      headRoll: 2 * slow(5.7, 0) * free,
      left: arm,
      right: { ...arm, flex: 2 - 1.5 * slow(4.1, 0.2) * free },
    }
  }
}
