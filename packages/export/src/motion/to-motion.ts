import type { BvhFile, BvhJoint } from '../bvh/bvh-file.ts'
import { ExportError } from '../export-error.ts'
import type { Note } from '../report/note.ts'
import { eulerRotations } from './euler-rotations.ts'
import { guessUnit, METRES_PER_UNIT, type LengthUnit } from './guess-unit.ts'
import { guessUpAxis, type UpAxis } from './guess-up-axis.ts'
import type { Motion } from './motion.ts'
import { positionTracks } from './position-tracks.ts'
import { snapFps } from './snap-fps.ts'
import { uniqueNaming } from '../unique-names.ts'
import { scaleMotion, turnRootMotionToYUp, turnZUpToYUp } from './transform-motion.ts'

export interface MotionOptions {
  /** The unit of the file; `auto` (the default) measures the figure. */
  readonly unit?: 'auto' | LengthUnit
  /** Which axis points up in the file; `auto` (the default) looks where head and feet are. */
  readonly up?: 'auto' | UpAxis
  /** Frames per second, in place of the file's frame time. */
  readonly fps?: number
}

/**
 * A BVH in metres, Y up, at a frame rate that means something.
 *
 * @returns The motion and everything a person should know about how it was read, the parser's notes first.
 * @throws ExportError `invalid-option` for an `fps` that is not a positive number.
 */
export function toMotion(
  bvh: BvhFile,
  options: MotionOptions = {},
): { motion: Motion; notes: readonly Note[] } {
  const { unit = 'auto', up = 'auto' } = options
  const notes: Note[] = [...bvh.notes]
  const names = namesOf(bvh.joints, notes)
  const asWritten: Motion = {
    joints: bvh.joints.map(({ parent, offset, end }, index) => ({
      name: names[index] ?? '',
      parent,
      offset,
      end,
    })),
    fps: chooseFps(bvh.frameTime, options.fps, notes),
    frameCount: bvh.frameCount,
    rotations: eulerRotations(bvh),
    translations: positionTracks(bvh, notes),
  }
  const upright = standUp(asWritten, up, notes)
  if (unit !== 'auto') return { motion: scaleMotion(upright, METRES_PER_UNIT[unit]), notes }

  const { metresPerUnit, note } = guessUnit(upright)
  notes.push(note)
  return { motion: scaleMotion(upright, metresPerUnit), notes }
}

function chooseFps(frameTime: number, override: number | undefined, notes: Note[]): number {
  if (override !== undefined) {
    if (!(override > 0 && override <= MOST_FPS))
      throw new ExportError(
        'invalid-option',
        `fps is ${override}; pass a rate from 0 to ${MOST_FPS}, such as 30.`,
      )
    return override
  }
  if (frameTime === 0) return 30
  const measured = 1 / frameTime
  const fps = snapFps(measured)
  if (fps !== measured)
    notes.push({
      code: 'fps-snapped',
      severity: 'info',
      message: `A frame time of ${frameTime} s means ${Number(fps.toFixed(3))} frames a second.`,
      before: measured,
      after: fps,
    })
  return fps
}

function standUp(motion: Motion, up: 'auto' | UpAxis, notes: Note[]): Motion {
  const guess = guessUpAxis(motion)
  const moving = up === 'auto' ? guess.motion : up
  if (moving === 'y') return motion
  if (guess.rest === 'y' && up === 'auto') {
    // A person who lies down for the whole clip looks exactly the same.
    notes.push({
      code: 'up-axis-unclear',
      severity: 'warning',
      message: "The figure rests upright and moves along Z. If it should not lie down, pass up: 'z'.",
    })
    return motion
  }
  notes.push({
    code: 'up-axis-turned',
    severity: 'info',
    message: 'The file stands along Z; it is turned so that Y points up.',
    before: 'z',
    after: 'y',
  })
  return guess.rest === 'y' ? turnRootMotionToYUp(motion) : turnZUpToYUp(motion)
}

/** Blender, three.js and Unity find joints by name, so two joints of one name would share one animation. */
function namesOf(joints: readonly BvhJoint[], notes: Note[]): readonly string[] {
  const given = new Set(joints.map(({ name }) => name))
  const naming = uniqueNaming('_', (name) => given.has(name))
  return joints.map(({ name }) => {
    const unique = naming(name)
    if (unique !== name)
      notes.push({
        code: 'name-repaired',
        severity: 'warning',
        message: `Two joints are called ${JSON.stringify(name)}; the later one is now ${JSON.stringify(unique)}.`,
        before: name,
        after: unique,
      })
    return unique
  })
}

/** Blender keeps whole frames per second in 16 bits; nothing records faster than this. */
const MOST_FPS = 1000
