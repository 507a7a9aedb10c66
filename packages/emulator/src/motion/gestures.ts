import type { Action, Cue } from './action.ts'
import { clamp, ease, hump, plateau } from './curve.ts'
import { breathing, onTheSpot } from './idle.ts'
import { hangingArm, mirrorPose, mixPoses, standing, withArms, type ArmPose, type Pose } from './pose.ts'

/** Talk with both hands: what we show for a prompt whose verb we do not know. */
export function gesture(cue: Cue): Action {
  const calm = breathing(cue)
  const beat = 1.9 / cue.style.tempo
  return onTheSpot(cue, (t, u) => {
    const strength = plateau(u)
    const stroke = (at: number): number => Math.sin((2 * Math.PI * t) / beat + at)
    const arm = (at: number): Partial<ArmPose> => ({
      abduct: 22 + 12 * stroke(at),
      flex: 28 + 14 * stroke(at + 0.8),
      twist: 24 + 22 * stroke(at + 0.4),
      elbow: 78 + 26 * stroke(at + 1.6),
      pronate: -35 + 25 * stroke(at + 2),
      wrist: -12 * stroke(at + 0.5),
      curl: 14 + 8 * stroke(at),
    })
    const talking = withArms(calm(t, u), arm(cue.style.phase * 6), arm(cue.style.phase * 6 + 2.4))
    return mixPoses(
      calm(t, u),
      {
        ...talking,
        headPitch: 3 + 6 * stroke(1),
        headTwist: 10 * stroke(0) ** 3,
        spineTwist: 5 * stroke(0.3),
      },
      strength,
    )
  })
}

/** Raise one arm and swing the forearm from side to side. */
export function wave(cue: Cue): Action {
  const calm = breathing(cue)
  const hertz = 1.55 * cue.style.tempo * Math.sqrt(cue.clause.pace)
  const left = cue.clause.side === 'l' || (cue.clause.side === null && cue.clause.direction === 'left')
  return onTheSpot(cue, (t, u) => {
    const strength = plateau(u, Math.min(0.3, 0.6 / cue.durationSeconds))
    const swing = Math.sin(2 * Math.PI * hertz * t)
    const later = Math.sin(2 * Math.PI * hertz * t - 0.7)
    const waving: Partial<ArmPose> = {
      abduct: 104 + 3 * swing,
      flex: 16,
      twist: 84,
      elbow: 66 + 24 * cue.style.swing * swing,
      pronate: 0,
      wrist: -6,
      fan: -14 * later,
      curl: 4,
      shrug: 10,
    }
    const right: Pose = {
      ...withArms(calm(t, u), {}, waving),
      side: 0.018,
      pelvisRoll: 2,
      spineRoll: 3 + swing,
      headRoll: -4,
      headTwist: -4,
      headPitch: -3,
    }
    return mixPoses(calm(t, u), left ? mirrorPose(right) : right, strength)
  })
}

export function bow(cue: Cue): Action {
  const calm = breathing(cue)
  return onTheSpot(cue, (t, u) => {
    const down = ease(u, 0.05, 0.4) * (1 - ease(u, 0.6, 0.98))
    const arm: Partial<ArmPose> = { abduct: 4, flex: 26, elbow: 12, pronate: 30 }
    const bowed = {
      ...withArms(calm(t, u), arm, arm),
      pelvisPitch: 34,
      spinePitch: 42,
      headPitch: 18,
      ahead: -0.1,
    }
    return mixPoses(calm(t, u), bowed, down)
  })
}

export function clap(cue: Cue): Action {
  const calm = breathing(cue)
  const hertz = 2.2 * cue.style.tempo * cue.clause.pace
  return onTheSpot(cue, (t, u) => {
    const open = 0.5 - 0.5 * Math.cos(2 * Math.PI * hertz * t)
    const arm: Partial<ArmPose> = {
      abduct: 16 + 10 * open,
      flex: 40,
      twist: -56 + 40 * open,
      elbow: 80,
      pronate: -6,
      wrist: -24,
      curl: 4,
    }
    return mixPoses(calm(t, u), { ...withArms(calm(t, u), arm, arm), headPitch: 4 }, plateau(u))
  })
}

/** Boxing: fists up, one straight punch after the other, the trunk turning into each. */
export function punch(cue: Cue): Action {
  const calm = breathing(cue)
  const every = 0.62 / cue.style.tempo / cue.clause.pace
  return onTheSpot(cue, (t, u) => {
    const count = Math.floor(t / every)
    const out = hump(clamp((t / every - count) * 1.15, 0, 1))
    const guard: ArmPose = {
      ...hangingArm,
      abduct: 18,
      flex: 34,
      twist: -6,
      elbow: 122,
      pronate: 20,
      wrist: 0,
      curl: 78,
    }
    const hit: ArmPose = { ...guard, abduct: 26, flex: 84, elbow: 12, pronate: 60, shrug: 8 }
    const struck: Pose = {
      ...standing,
      left: guard,
      right: hit,
      spineTwist: 24,
      pelvisTwist: 10,
      headTwist: -30,
      lift: -0.05,
    }
    const ready: Pose = { ...standing, left: guard, right: guard, lift: -0.04, spinePitch: 10, headPitch: 2 }
    const pose = mixPoses(ready, count % 2 === 0 ? struck : mirrorPose(struck), out)
    return mixPoses(calm(t, u), pose, plateau(u, 0.1))
  })
}

export function squat(cue: Cue): Action {
  const calm = breathing(cue)
  const count = Math.max(1, Math.round((cue.durationSeconds * cue.clause.pace) / 2.2))
  const arm: ArmPose = { ...hangingArm, abduct: 14, flex: 84, elbow: 6, pronate: 40, curl: 8 }
  const low: Pose = {
    ...standing,
    left: arm,
    right: arm,
    lift: -0.36,
    ahead: -0.13,
    pelvisPitch: 32,
    spinePitch: 12,
    headPitch: -30,
  }
  return onTheSpot(cue, (t, u) => mixPoses(calm(t, u), low, hump((u * count) % 1) ** 0.8))
}

export function dance(cue: Cue): Action {
  const hertz = 0.95 * cue.style.tempo * cue.clause.pace
  const calm = breathing(cue)
  return onTheSpot(cue, (t, u) => {
    const beat = (at: number): number => Math.sin(2 * Math.PI * hertz * (t + at))
    const arm = (at: number): Partial<ArmPose> => ({
      abduct: 48 + 26 * beat(at),
      flex: 30 + 20 * beat(at + 0.2),
      twist: 50 + 30 * beat(at),
      elbow: 85 + 20 * beat(at + 0.3),
      curl: 30,
    })
    const dancing: Pose = {
      ...withArms(standing, arm(0), arm(0.5 / hertz)),
      lift: -0.05 - 0.035 * Math.cos(4 * Math.PI * hertz * t),
      side: 0.075 * beat(0),
      pelvisRoll: -8 * beat(0),
      pelvisTwist: 12 * beat(0.1),
      spineRoll: 9 * beat(0),
      spineTwist: -16 * beat(0.1),
      headRoll: -6 * beat(0),
      headPitch: 5 * Math.cos(4 * Math.PI * hertz * t),
    }
    return mixPoses(calm(t, u), dancing, plateau(u, 0.12))
  })
}
