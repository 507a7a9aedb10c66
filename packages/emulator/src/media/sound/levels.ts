import { LEVELS_PER_SECOND } from './sound.ts'

/** A stretch of sound and its strength, in any unit that is the same for the whole file. */
export interface Stretch {
  readonly seconds: number
  readonly strength: number
}

/** How much of the loudest is still silence. */
const FLOOR = 0.06

/**
 * Strengths to levels of 0..1. The loudest twentieth of the file is 1, whatever its unit: a mouth has to open for a
 * quiet speaker as well.
 */
export function toLevels(stretches: readonly Stretch[]): Float32Array {
  const seconds = stretches.reduce((sum, stretch) => sum + stretch.seconds, 0)
  const levels = new Float32Array(Math.max(1, Math.ceil(seconds * LEVELS_PER_SECOND)))
  let end = 0
  let at = 0
  for (const { seconds: length, strength } of stretches) {
    end += length * LEVELS_PER_SECOND
    while (at < end && at < levels.length) levels[at++] = strength
  }
  const sorted = levels.toSorted()
  const loud = sorted[Math.floor(sorted.length * 0.95)] ?? 0
  if (loud <= 0) return levels.fill(0)
  return levels.map((level) => {
    const share = Math.min(1, level / loud)
    return share < FLOOR ? 0 : ((share - FLOOR) / (1 - FLOOR)) ** 0.7
  })
}
