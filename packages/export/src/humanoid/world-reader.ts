import type { Motion, Vector3 } from '../motion/motion.ts'
import { multiply, NO_ROTATION, plus, rotate, type Rotation, rotationAt, vectorAt } from '../rotation.ts'

/** Where every joint is and how it is turned, in the world. */
export interface WorldPose {
  readonly places: readonly Vector3[]
  /** From the rest pose, in which nothing is turned. */
  readonly turns: readonly Rotation[]
}

/** Forward kinematics with rotations; `createPoseReader` is the faster one that gives places alone. */
export function createWorldReader(motion: Motion): (frame: number | 'rest') => WorldPose {
  const { joints, rotations } = motion
  const tracks = new Map(motion.translations.map(({ joint, values }) => [joint, values]))
  return (frame) => {
    const places: Vector3[] = []
    const turns: Rotation[] = []
    for (const [index, { parent, offset }] of joints.entries()) {
      const track = frame === 'rest' ? undefined : tracks.get(index)
      const local = track && frame !== 'rest' ? vectorAt(track, frame) : offset
      const turn = frame === 'rest' ? NO_ROTATION : rotationAt(rotations, frame * joints.length + index)
      const above = parent === null ? null : (turns[parent] ?? NO_ROTATION)
      turns.push(above ? multiply(above, turn) : turn)
      places.push(above ? plus(places[parent ?? 0] ?? [0, 0, 0], rotate(above, local)) : local)
    }
    return { places, turns }
  }
}
