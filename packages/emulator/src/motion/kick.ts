import { footprint, type Action, type Cue } from './action.ts'
import { clamp, ease, hump, through } from './curve.ts'
import type { Swing } from './footsteps.ts'
import { breathing, onTheSpot } from './idle.ts'
import { hangingArm, mirrorPose, mixPoses, standing, type ArmPose, type Pose } from './pose.ts'

/** One straight kick after another with the same leg. */
export function kick(cue: Cue): Action {
  const { startAt, durationSeconds, from, clause, style } = cue
  const side = clause.side ?? style.leading
  const count = Math.max(1, Math.round((durationSeconds * clause.pace) / 1.7))
  const each = durationSeconds / count
  const swings = Array.from({ length: count }, (_, n): Swing => ({
    side,
    liftAt: startAt + (n + 0.2) * each,
    landAt: startAt + (n + 0.92) * each,
    to: footprint(from, side),
    height: (u) => 0.62 * hump(u) ** 1.2,
    thrust: (u) =>
      through(u, [
        [0, 0],
        [0.25, -0.22],
        [0.5, 0.62],
        [1, 0],
      ]),
    heelOff: 20,
    drag: 20,
    strike: 0,
    peel: 0.12 * each,
    settle: 0.05,
  }))
  const calm = breathing(cue)
  return {
    ...onTheSpot(cue, calm),
    swings,
    pose: (time, feet) => {
      const t = time - startAt
      const phase = clamp(t / each - Math.floor(clamp(t / each, 0, count - 1e-6)), 0, 1)
      const up = ease(phase, 0.02, 0.35) * (1 - ease(phase, 0.75, 1))
      const air = feet[side].swing
      const out = air === null ? 0 : hump(clamp((air - 0.2) / 0.6, 0, 1))
      const arm: ArmPose = { ...hangingArm, abduct: 34, flex: 30, elbow: 70, curl: 60 }
      const right: Pose = {
        ...standing,
        left: { ...arm, flex: 40 },
        right: { ...arm, flex: 10 - 30 * out },
        side: 0.09,
        lift: -0.03,
        pelvisPitch: -12 * out,
        pelvisRoll: -4,
        spinePitch: 4 + 8 * out,
        spineRoll: -4,
      }
      return mixPoses(calm(t, 0), side === 'r' ? right : mirrorPose(right), up)
    },
  }
}
