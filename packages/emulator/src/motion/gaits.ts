import type { Action, Cue } from './action.ts'
import { clamp, ease } from './curve.ts'
import { createLocomotion, type Gait, type GaitState } from './locomotion.ts'
import { idle } from './idle.ts'
import { hangingArm, mixPoses, standing, type ArmPose, type Pose } from './pose.ts'

/** Walk where the prompt says: ahead, backwards, to one side, around a bend or in a circle. */
export function walk(cue: Cue): Action {
  const { clause, style } = cue
  const back = clause.direction === 'backward'
  return createLocomotion(cue, {
    speed: (back ? 0.7 : 1.15) * clause.pace * style.stride,
    stepsPerSecond: 1.85 * Math.sqrt(clause.pace) * style.tempo,
    airTime: 0.78,
    rampSeconds: 0.8,
    heading: headingOf(cue),
    travelDegrees: back ? 180 : 0,
    halfWidth: 0.065,
    stepHeight: 0.035,
    heelOff: back ? 18 : 44,
    drag: 14,
    strike: back ? -8 : 17,
    body: (state) => walking(state, style.swing, style.lean + (clause.pace - 1) * 8, style.bounce),
  })
}

/** Run with moments in which no foot touches the floor. */
export function run(cue: Cue): Action {
  const { clause, style } = cue
  const back = clause.direction === 'backward'
  return createLocomotion(cue, {
    speed: (back ? 1.6 : 2.9) * clause.pace * style.stride,
    stepsPerSecond: 2.75 * clause.pace ** 0.3 * style.tempo,
    airTime: 1.32,
    rampSeconds: 0.9,
    heading: headingOf(cue),
    travelDegrees: back ? 180 : 0,
    halfWidth: 0.05,
    stepHeight: back ? 0.12 : 0.2,
    heelOff: 46,
    drag: back ? 15 : 42,
    strike: back ? -10 : 7,
    body: (state) => running(state, style.swing, (back ? -4 : 1) * (10 + style.lean), style.bounce),
  })
}

/** Step around on the spot. "around" is half a turn, a bare "left" or "right" a quarter, a spin a whole one. */
export function turn(cue: Cue): Action {
  const { clause, style } = cue
  const sided = clause.direction === 'left' || clause.direction === 'right'
  const angle = (clause.direction === 'right' ? -1 : 1) * (clause.angleDegrees ?? (sided ? 90 : 180))
  const durationSeconds = Math.min(cue.durationSeconds, (0.7 + Math.abs(angle) / 120) / clause.pace)
  const turning = createLocomotion(
    { ...cue, durationSeconds, style: { ...style, leading: angle > 0 ? 'l' : 'r' } },
    {
      speed: 0,
      stepsPerSecond: 2.3 * clause.pace * style.tempo,
      airTime: 0.8,
      rampSeconds: 0.5,
      heading: (u) => angle * u,
      travelDegrees: 0,
      halfWidth: 0.1,
      stepHeight: 0.06,
      heelOff: 16,
      drag: 8,
      strike: 3,
      body: steppingAround,
    },
  )
  const doneAt = cue.startAt + durationSeconds
  const rest = cue.startAt + cue.durationSeconds - doneAt
  if (rest < 0.4) return turning
  const after = idle({ ...cue, startAt: doneAt, durationSeconds: rest })
  return {
    ...turning,
    pose: (time, feet) =>
      mixPoses(turning.pose(time, feet), after.pose(time, feet), ease(time, doneAt - 0.2, doneAt + 0.3)),
  }
}

function headingOf({ clause }: Cue): Gait['heading'] {
  if (clause.circle) return (u) => (clause.direction === 'right' ? -360 : 360) * u
  if (clause.direction === 'left' || clause.direction === 'right') {
    const angle = clause.direction === 'left' ? 90 : -90
    return (u) => angle * ease(u, 0.05, 0.55)
  }
  return () => 0
}

function walking(
  { spread, effort, lifted, turning: rate }: GaitState,
  swing: number,
  lean: number,
  bounce: number,
): Pose {
  const reach = clamp(spread / 0.6, -1.2, 1.2)
  const twist = -7 * reach
  const arm = (way: number): ArmPose => ({
    ...hangingArm,
    abduct: 8,
    flex: way * 24 * swing * reach - 2 * effort,
    elbow: 14 + effort * 3 + Math.max(0, way * reach) * 10,
  })
  return {
    ...standing,
    lift: -0.012 * effort * bounce,
    side: -0.022 * lifted,
    pelvisTwist: twist,
    pelvisRoll: 3.5 * lifted,
    pelvisPitch: 1.5 * effort,
    spinePitch: 2 + effort * lean,
    spineTwist: -twist * 1.9,
    spineRoll: -3 * lifted + clamp(-rate * 0.05, -6, 6),
    headTwist: twist * 0.9 + clamp(rate * 0.2, -20, 20),
    headPitch: -lean * effort * 0.6,
    left: arm(-1),
    right: arm(1),
  }
}

function running(
  { spread, effort, lifted, beat, turning: rate }: GaitState,
  swing: number,
  lean: number,
  bounce: number,
): Pose {
  const reach = clamp(spread / 0.75, -1.2, 1.2)
  const twist = -9 * reach
  const arm = (way: number): ArmPose => ({
    ...hangingArm,
    abduct: 14,
    flex: way * 38 * swing * reach - 6 * effort,
    elbow: 20 + effort * (68 + way * reach * 18),
    twist: 6 + effort * 4,
    curl: 18 + effort * 32,
  })
  return {
    ...standing,
    lift: effort * (-0.075 + 0.032 * bounce * Math.cos(2 * Math.PI * beat)),
    ahead: effort * 0.03,
    side: -0.015 * lifted,
    pelvisTwist: twist,
    pelvisRoll: 3 * lifted,
    pelvisPitch: effort * lean * 0.5,
    spinePitch: 2 + effort * lean,
    spineTwist: -twist * 2,
    spineRoll: clamp(-rate * 0.08, -9, 9),
    headTwist: twist * 0.9,
    headPitch: -effort * lean * 0.9,
    left: arm(-1),
    right: arm(1),
  }
}

function steppingAround({ effort, lifted, turning: rate }: GaitState): Pose {
  const look = clamp(rate * 0.22, -38, 38)
  const arm = (way: number): ArmPose => ({
    ...hangingArm,
    abduct: 12 + effort * 10,
    flex: 4 + (way * look) / 3,
    elbow: 18 + effort * 14,
  })
  return {
    ...standing,
    lift: -0.02 * effort,
    side: -0.03 * lifted,
    pelvisRoll: 3 * lifted,
    spineTwist: look * 0.5,
    headTwist: look,
    left: arm(1),
    right: arm(-1),
  }
}
