import { footprint, type Action, type Cue, type Feet } from './action.ts'
import { clamp, ease, hump, mix } from './curve.ts'
import type { Footprint, Swing } from './footsteps.ts'
import type { Pose } from './pose.ts'
import type { Side } from './rig.ts'

/** How a figure gets about on its feet. Walking, running and turning on the spot are the same thing with other numbers. */
export interface Gait {
  /** Metres a second in full stride. */
  readonly speed: number
  readonly stepsPerSecond: number
  /** Seconds a foot is in the air, in step times. Below 1 both feet overlap on the floor, above 1 both in the air. */
  readonly airTime: number
  /** Seconds to reach full speed, and as long to stop. */
  readonly rampSeconds: number
  /** Where the figure looks at a moment, degrees more than at the start; `u` is 0..1 of the distance or of the time. */
  readonly heading: (u: number) => number
  /** Where it goes relative to where it looks: 0 ahead, 180 backwards, 90 to the left. Degrees. */
  readonly travelDegrees: number
  readonly halfWidth: number
  readonly stepHeight: number
  readonly heelOff: number
  readonly drag: number
  readonly strike: number
  readonly body: (state: GaitState) => Pose
}

export interface GaitState {
  readonly feet: Feet
  /** Left foot ahead of the right one, metres along the heading. */
  readonly spread: number
  /** 0..1 of the full speed. */
  readonly effort: number
  /** -1..1: the foot that is in the air is the left (1) or the right (-1) one. */
  readonly lifted: number
  /** 0..1 of the time from one step to the next, 0 in the middle of the moment when weight changes. */
  readonly beat: number
  /** Degrees a second that the heading changes. */
  readonly turning: number
}

/** Plan the steps of a gait: where the body goes, and each foot's landing under where the body will then be. */
export function createLocomotion(cue: Cue, gait: Gait): Action {
  const { durationSeconds, startAt } = cue
  const path = tracePath(cue, gait)
  const steps = Math.max(2, Math.round(durationSeconds * gait.stepsPerSecond))
  const beat = durationSeconds / (steps - 1 + gait.airTime)
  const sides: readonly Side[] = cue.style.leading === 'l' ? ['l', 'r'] : ['r', 'l']
  const swings = Array.from({ length: steps }, (_, k): Swing => {
    const side = sides[k % 2] ?? 'l'
    const closing = k >= steps - 2
    const midStance = closing ? durationSeconds : Math.min(durationSeconds, (k + 1 + gait.airTime / 2) * beat)
    const effort = effortAt(clamp((k + gait.airTime / 2) * beat, 0, durationSeconds), durationSeconds, gait)
    const strength = Math.max(0.35, effort)
    return {
      side,
      liftAt: startAt + k * beat,
      landAt: startAt + (k + gait.airTime) * beat,
      to: footprint(path.at(midStance), side, k === steps - 1 || closing ? 0.1 : gait.halfWidth),
      height: (u) => gait.stepHeight * strength * Math.sin(Math.PI * u) * (1.25 - 0.5 * u),
      heelOff: gait.heelOff * strength,
      drag: gait.drag * strength,
      strike: gait.strike * effort,
      peel: Math.min(0.9 * (2 - gait.airTime), 1.1) * beat * 0.65,
      settle: Math.min(0.12, beat * 0.3),
    }
  })
  return {
    root: (time) => path.at(time - startAt),
    swings,
    pose: (time, feet) => {
      const t = clamp(time - startAt, 0, durationSeconds)
      const air = (side: Side): number => (feet[side].swing === null ? 0 : hump(feet[side].swing))
      return gait.body({
        feet,
        spread: feet.l.ahead - feet.r.ahead,
        effort: effortAt(t, durationSeconds, gait),
        lifted: air('l') - air('r'),
        beat: t / beat - (1 + gait.airTime) / 2,
        turning: (path.at(t + 0.05).yaw - path.at(t - 0.05).yaw) / 0.1,
      })
    },
  }
}

/** Speed as a share of full speed: up, along, down. */
function effortAt(t: number, duration: number, gait: Gait): number {
  const ramp = Math.min(gait.rampSeconds, duration * 0.4)
  return ease(t, 0, ramp) * (1 - ease(t, duration - ramp * 1.1, duration))
}

function tracePath({ from, durationSeconds }: Cue, gait: Gait) {
  const samples = Math.max(32, Math.ceil(durationSeconds * 120))
  const dt = durationSeconds / samples
  const travelled: number[] = [0]
  for (let i = 0; i < samples; i++) {
    travelled.push((travelled[i] ?? 0) + effortAt((i + 0.5) * dt, durationSeconds, gait) * dt)
  }
  const whole = travelled[samples] ?? 1
  const points: Footprint[] = []
  let { x, z } = from
  for (const [i, share] of travelled.entries()) {
    const yaw = from.yaw + gait.heading(share / whole)
    const radians = ((yaw + gait.travelDegrees) * Math.PI) / 180
    const step = gait.speed * (share - (travelled[i - 1] ?? 0))
    x += Math.sin(radians) * step
    z += Math.cos(radians) * step
    points.push({ x, z, yaw })
  }
  return {
    at: (time: number): Footprint => {
      const place = clamp(time / dt, 0, samples)
      const before = points[Math.floor(place)] ?? from
      const after = points[Math.ceil(place)] ?? before
      const share = place - Math.floor(place)
      return {
        x: mix(before.x, after.x, share),
        z: mix(before.z, after.z, share),
        yaw: mix(before.yaw, after.yaw, share),
      }
    },
  }
}
