import type { Alignment } from './align-rests.ts'
import type { Plan } from './joint-plan.ts'
import type { Skeleton } from './map-humanoid.ts'
import { inverse, minus, multiply, NO_ROTATION, rotate, type Rotation, slerp, swing } from '../rotation.ts'
import type { WorldPose } from './world-reader.ts'

/**
 * Gives, for one pose of the source, how every joint of the target is turned away from its rest, in the world.
 *
 * @param sourcePose - Of the source in its reference pose.
 */
export function createTurner(
  target: { readonly skeleton: Skeleton; readonly rest: WorldPose },
  sourcePose: WorldPose,
  { facing }: Alignment,
  plan: Plan,
): (pose: WorldPose) => readonly Rotation[] {
  const back = inverse(facing)
  const unturned = sourcePose.turns.map(inverse)
  const turnOf = (pose: WorldPose, joint: number): Rotation =>
    multiply(
      multiply(facing, multiply(pose.turns[joint] ?? NO_ROTATION, unturned[joint] ?? NO_ROTATION)),
      back,
    )
  const bones = plan.joints.map(({ aim }, joint) =>
    aim ? minus(placeIn(target.rest, aim.target), placeIn(target.rest, joint)) : null,
  )
  return (pose) => {
    const turns: Rotation[] = []
    for (const [joint, { parent }] of target.skeleton.joints.entries()) {
      const { from, correction, aim } = plan.joints[joint] ?? {
        from: null,
        correction: NO_ROTATION,
        aim: null,
      }
      if (!from) {
        turns.push(parent === null ? NO_ROTATION : (turns[parent] ?? NO_ROTATION))
        continue
      }
      const low = turnOf(pose, from.low)
      const between = from.share === 0 ? low : slerp(low, turnOf(pose, from.high), from.share)
      const turn = multiply(between, correction)
      const bone = bones[joint]
      if (!aim || !bone) {
        turns.push(turn)
        continue
      }
      const points = rotate(turn, bone)
      const wanted = rotate(facing, minus(placeIn(pose, aim.source), placeIn(pose, from.low)))
      const isPoint = Math.hypot(...wanted) < 1e-6 || Math.hypot(...points) < 1e-6
      turns.push(isPoint ? turn : multiply(swing(points, wanted), turn))
    }
    return turns
  }
}

const placeIn = (pose: WorldPose, joint: number): WorldPose['places'][number] =>
  pose.places[joint] ?? [0, 0, 0]
