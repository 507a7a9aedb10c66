import { createMotion, type Motion } from '../motion/motion.ts'
import { cutMotion, moveMotion } from '../motion/cut-motion.ts'
import { mixSeed } from '../ids.ts'
import type { Animation, Footage, JobRecord } from './job.ts'

/** Frames per second of every result. Assumed. */
const FPS = 30

/** Metres between two people who stand side by side. */
const APART = 1.3

/** Longest motion, in seconds: longer footage is animated up to here. */
const LONGEST_SECONDS = 600

const plain = { trim: null, speed: 1, style: '', upperBodyOnly: false, people: null }

const MOVES = [
  'walks',
  'waves',
  'jumps',
  'dances',
  'runs',
  'kicks',
  'claps',
  'punches',
  'squats',
  'bows',
  'turns',
]
const ARM_MOVES = ['waves', 'claps', 'bows', 'punches']

/** Seconds of footage that are animated. */
export function clipSeconds(footage: Footage, { trim }: Pick<Animation, 'trim'>): number {
  const [from, to] = trim ?? [0, footage.durationSeconds]
  return Math.max(0, Math.min(to, footage.durationSeconds) - from)
}

/**
 * What somebody in the footage does: nobody looks at the pictures, but the same bytes give the same motion, other bytes
 * another. It is as long as the clip; a picture gives one frame.
 *
 * @param trackingId - Who, in a job about several people.
 */
export function motionOf(job: JobRecord, trackingId: string | null): Motion {
  const { footage } = job
  // A detection is asked for portraits.
  const animation = job.animation ?? plain
  const seed = mixSeed(footage.sha256, trackingId, animation.style)
  const isStill = footage.kind === 'image'
  const seconds = isStill ? 2 : clipSeconds(footage, animation) / animation.speed
  const moves = animation.upperBodyOnly ? ARM_MOVES : MOVES
  // A verb for every three seconds or so; which ones does not depend on the settings.
  const choice = mixSeed(footage.sha256, trackingId)
  const count = 1 + Math.min(5, Math.floor(seconds / 3))
  const verbs = Array.from({ length: count }, (_, index) => moves[(choice + index * 3) % moves.length])
  const whole = createMotion({
    prompt: `A person ${verbs.join(', then ')}`,
    durationSeconds: seconds,
    seed,
    variant: 1,
    longestSeconds: LONGEST_SECONDS,
  })
  const frames = isStill ? 1 : Math.max(1, Math.min(whole.frameCount, Math.round(seconds * FPS)))
  const motion = cutMotion(whole, isStill ? whole.frameCount >> 1 : 0, frames)
  const place = animation.people?.findIndex((person) => person.trackingId === trackingId) ?? 0
  return place <= 0 ? motion : moveMotion(motion, place * APART, 0)
}
