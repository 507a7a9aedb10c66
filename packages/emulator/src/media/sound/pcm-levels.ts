import type { Stretch } from './levels.ts'
import { LEVELS_PER_SECOND } from './sound.ts'

/** The root mean square of every fiftieth of a second. */
export function loudnessOf(channels: readonly Int32Array[], rate: number): readonly Stretch[] {
  const [first = new Int32Array()] = channels
  const size = Math.max(1, Math.round(rate / LEVELS_PER_SECOND))
  const stretches: Stretch[] = []
  for (let from = 0; from < first.length; from += size) {
    const part = first.subarray(from, from + size)
    const squares = part.reduce((sum, sample) => sum + sample * sample, 0)
    stretches.push({ seconds: part.length / rate, strength: Math.sqrt(squares / part.length) })
  }
  return stretches
}
