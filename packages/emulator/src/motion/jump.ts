import { footprint, type Action, type Cue } from './action.ts'
import { clamp, ease, hump, mix, through } from './curve.ts'
import type { Footprint, Swing } from './footsteps.ts'
import { hangingArm, mixPoses, standing, type ArmPose, type Pose } from './pose.ts'

/** Metres a second, squared. */
const gravity = 9.81
/** How much higher than standing the hips are when the toes let go, metres. */
const tiptoe = 0.04

interface Leap {
  readonly startAt: number
  readonly liftAt: number
  readonly landAt: number
  readonly endAt: number
  readonly from: Footprint
  readonly to: Footprint
}

/** Crouch, fly on a ballistic curve, land softly; again and again for as long as there is time. */
export function jump(cue: Cue): Action {
  const leaps = planLeaps(cue)
  const rootAt = (time: number): Footprint => {
    let at = cue.from
    for (const leap of leaps) {
      if (time >= leap.landAt) at = leap.to
      else if (time > leap.liftAt) {
        const u = (time - leap.liftAt) / (leap.landAt - leap.liftAt)
        return { x: mix(at.x, leap.to.x, u), z: mix(at.z, leap.to.z, u), yaw: mix(at.yaw, leap.to.yaw, u) }
      } else break
    }
    return at
  }
  const leapAt = (time: number): Leap | undefined =>
    leaps.findLast(({ startAt }) => time >= startAt) ?? leaps[0]
  return {
    root: rootAt,
    swings: leaps.flatMap(swingsOf),
    pose: (time) => {
      const leap = leapAt(time)
      return leap === undefined ? standing : poseOf(leap, time, cue)
    },
  }
}

function planLeaps({ startAt, durationSeconds, from, clause, style }: Cue): readonly Leap[] {
  const usual = 1.75 / clause.pace / style.tempo
  const count = Math.max(1, Math.round(durationSeconds / usual))
  const each = durationSeconds / count
  const flight = Math.min(0.56 * Math.sqrt(style.bounce), each * 0.42)
  const radians = (from.yaw * Math.PI) / 180
  const reach = clause.direction === 'backward' ? -0.35 : 0.3 * style.stride
  const place = (n: number): Footprint => ({
    x: from.x + Math.sin(radians) * reach * n,
    z: from.z + Math.cos(radians) * reach * n,
    yaw: from.yaw,
  })
  return Array.from({ length: count }, (_, n) => {
    const begin = startAt + n * each
    const liftAt = begin + (each - flight) * 0.52
    return {
      startAt: begin,
      liftAt,
      landAt: liftAt + flight,
      endAt: begin + each,
      from: place(n),
      to: place(n + 1),
    }
  })
}

/** How far the hips are above their take-off height, metres. */
function rise({ liftAt, landAt }: Leap, time: number): number {
  const t = clamp(time - liftAt, 0, landAt - liftAt)
  return 0.5 * gravity * t * (landAt - liftAt - t)
}

function swingsOf(leap: Leap): readonly Swing[] {
  return (['l', 'r'] as const).map((side) => ({
    side,
    liftAt: leap.liftAt,
    landAt: leap.landAt,
    to: footprint(leap.to, side),
    // hips and feet fly on the same curve; the legs are drawn in a little on top of it
    height: (u) => rise(leap, mix(leap.liftAt, leap.landAt, u)) * 0.97 + 0.07 * hump(u),
    heelOff: 48,
    drag: 6,
    strike: -18,
    peel: 0.14,
    settle: 0.12,
  }))
}

function poseOf(leap: Leap, time: number, { style }: Cue): Pose {
  const { startAt, liftAt, landAt, endAt } = leap
  const wind = liftAt - startAt
  const crouchAt = startAt + wind * 0.62
  const depth = Math.min(0.27, 0.5 * wind) * style.bounce
  const lift =
    time < liftAt
      ? push(time, startAt, crouchAt, liftAt, depth)
      : time < landAt
        ? tiptoe + rise(leap, time) - 0.06 * ease(time, mix(liftAt, landAt, 0.5), landAt)
        : through(time, [
            [landAt, tiptoe - 0.06],
            [mix(landAt, endAt, 0.3), -0.17],
            [endAt, 0],
          ])
  const crouch = through(time, [
    [startAt, 0],
    [crouchAt, 1],
    [liftAt + 0.05, 0],
    [landAt, 0.1],
    [mix(landAt, endAt, 0.3), 0.65],
    [endAt, 0],
  ])
  const up = through(time, [
    [startAt, 0],
    [crouchAt, 0],
    [liftAt + 0.06, 1],
    [mix(liftAt, landAt, 0.55), 1],
    [mix(landAt, endAt, 0.4), 0],
  ])
  // a short hop leaves no time to throw the arms up
  const vigour = clamp((endAt - startAt) / 1.6, 0.2, 1) ** 1.5
  const arm: ArmPose = {
    ...hangingArm,
    abduct: 14 + 14 * up * vigour,
    flex:
      -42 * vigour * crouch * (1 - ease(time, liftAt, landAt)) +
      20 * vigour * crouch * ease(time, liftAt, landAt) +
      116 * up * vigour,
    elbow: 20 + 20 * crouch + 12 * up,
  }
  const base = { ...standing, left: arm, right: arm }
  const crouched: Pose = { ...base, pelvisPitch: 26, spinePitch: 24, headPitch: -30, ahead: -0.06 }
  const bent = mixPoses(base, crouched, crouch * vigour)
  return { ...bent, lift, pelvisPitch: bent.pelvisPitch - 4 * up, headPitch: bent.headPitch - 8 * up }
}

/** Down into the crouch, then up ever faster, so that the hips leave at the speed the flight begins with. */
function push(time: number, startAt: number, crouchAt: number, liftAt: number, depth: number): number {
  if (time < crouchAt) return -depth * ease(time, startAt, crouchAt)
  const u = clamp((time - crouchAt) / (liftAt - crouchAt), 0, 1)
  return mix(-depth, tiptoe, u * u * (1.5 - 0.5 * u))
}
