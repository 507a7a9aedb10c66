import { extentOf } from '../motion/extent.ts'
import { type FootMeasure, measureFeet } from '../motion/measure-feet.ts'
import type { Motion } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import type { Note } from './note.ts'

/** What a motion is, in numbers. */
export interface MotionFacts {
  readonly joints: number
  readonly frames: number
  readonly fps: number
  /** From the first frame to the last; 0 for a single pose. */
  readonly durationSeconds: number
  /** Of the figure on its first frame, from its lowest to its highest point. */
  readonly heightMetres: number
  /** How far the first root walks over the ground, along its path. */
  readonly travelledMetres: number
  /** Where the figure's lowest point is for most of the clip; below 0 it stands in the floor. */
  readonly floorOffsetMetres: number
  readonly feet: FootMeasure | null
}

export interface MotionReport {
  readonly kind: 'motion'
  readonly facts: MotionFacts
  readonly notes: readonly Note[]
}

/** Metres; skeletons end at the ankle, the ball or the sole, so a few centimetres are normal. */
const FLOOR_TOLERANCE = 0.05
/** Metres per second; below this a standing foot looks planted. */
const SLIDE_TOLERANCE = 0.1
/** Metres; a figure that travels less in a whole clip is walking on the spot. */
const ON_THE_SPOT = 0.1

/**
 * Measure a motion and say what a person should know before using it.
 *
 * @param notes - What reading the file already said, usually of `toMotion`; it comes first in the report.
 */
export function reportMotion(motion: Motion, notes: readonly Note[] = []): MotionReport {
  const facts: MotionFacts = {
    joints: motion.joints.length,
    frames: motion.frameCount,
    fps: motion.fps,
    durationSeconds: Math.max(motion.frameCount - 1, 0) / motion.fps,
    ...measureBody(motion),
    feet: measureFeet(motion),
  }
  return { kind: 'motion', facts, notes: [...notes, ...floorNotes(facts), ...footNotes(facts)] }
}

function measureBody(
  motion: Motion,
): Pick<MotionFacts, 'heightMetres' | 'travelledMetres' | 'floorOffsetMetres'> {
  const poseOf = createPoseReader(motion)
  if (motion.frameCount === 0) {
    const { size, min } = extentOf(poseOf('rest'))
    return { heightMetres: size[1], travelledMetres: 0, floorOffsetMetres: min[1] }
  }
  const root = motion.joints.findIndex(({ parent }) => parent === null)
  const lowest = new Float64Array(motion.frameCount)
  let heightMetres = 0
  let travelledMetres = 0
  let lastX = 0
  let lastZ = 0
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const pose = poseOf(frame)
    const { min, size } = extentOf(pose)
    lowest[frame] = min[1]
    const x = pose.joints[root * 3] ?? 0
    const z = pose.joints[root * 3 + 2] ?? 0
    if (frame === 0) heightMetres = size[1]
    else travelledMetres += Math.hypot(x - lastX, z - lastZ)
    lastX = x
    lastZ = z
  }
  const floorOffsetMetres = lowest.toSorted()[Math.floor(motion.frameCount / 10)] ?? 0
  return { heightMetres, travelledMetres, floorOffsetMetres }
}

function floorNotes({ floorOffsetMetres }: MotionFacts): readonly Note[] {
  if (Math.abs(floorOffsetMetres) <= FLOOR_TOLERANCE) return []
  const centimetres = Math.abs(floorOffsetMetres * 100).toFixed(0)
  const where = floorOffsetMetres < 0 ? 'in the floor' : 'above the floor'
  return [
    {
      code: 'floor-offset',
      severity: 'warning',
      message: `The figure stands ${centimetres} cm ${where}. Nothing was moved; raise or lower it where you place it.`,
      before: floorOffsetMetres,
    },
  ]
}

function footNotes({ feet, frames, travelledMetres }: MotionFacts): readonly Note[] {
  if (!feet)
    return frames < 2
      ? []
      : [
          {
            code: 'feet-not-found',
            severity: 'info',
            message: 'No joint is named like a foot, so sliding was not measured.',
          },
        ]
  if (feet.slideMetresPerSecond <= SLIDE_TOLERANCE) return []
  const speed = `${(feet.slideMetresPerSecond * 100).toFixed(0)} cm a second`
  if (travelledMetres < ON_THE_SPOT)
    return [
      {
        code: 'foot-slide',
        severity: 'info',
        message: `The figure stays in place and its standing feet pass below it at ${speed}: a clip to be moved by code.`,
        before: feet.slideMetresPerSecond,
      },
    ]
  return [
    {
      code: 'foot-slide',
      severity: 'warning',
      message: `Standing feet slide ${speed}. Ask the service for foot locking, or lock the feet by hand.`,
      before: feet.slideMetresPerSecond,
    },
  ]
}
