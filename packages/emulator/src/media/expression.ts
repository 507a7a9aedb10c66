import { createRandom } from '../motion/random.ts'
import { LEVELS_PER_SECOND } from './sound/sound.ts'

/** How a face is held in one frame. */
export interface Expression {
  /** 0 closed to 1 wide open. */
  readonly open: number
  /** -1 the corners of the mouth down, to 1 up. */
  readonly smile: number
  /** Where the head is, in half heights of the face, and how it leans, in radians. */
  readonly right: number
  readonly down: number
  readonly roll: number
}

export interface Manner {
  /** -1 to 1. */
  readonly smile: number
  /** How far the head moves; 1 is usual. */
  readonly liveliness: number
  readonly seed: number
}

/** Steps of an opening mouth. What stays on one step is not coded again. */
const STEPS = 14

/**
 * One expression a frame: the mouth follows the sound, quickly open and a little slower to close, and the head sways and
 * nods with it.
 *
 * @param levels - 0..1, {@link LEVELS_PER_SECOND} a second.
 */
export function expressionsFor(
  levels: Float32Array,
  { frames, fps }: { readonly frames: number; readonly fps: number },
  { smile, liveliness, seed }: Manner,
): readonly Expression[] {
  const random = createRandom(`${seed}`)
  const phases = Array.from({ length: 5 }, () => random() * 2 * Math.PI)
  const wave = (index: number, hertz: number, t: number) =>
    Math.sin(2 * Math.PI * hertz * t + (phases[index] ?? 0))
  let open = 0
  let energy = 0
  let head = { right: 0, down: 0, roll: 0 }
  return Array.from({ length: frames }, (_, frame) => {
    const t = frame / fps
    const level = loudest(levels, t, t + 1 / fps)
    open += (level - open) * (level > open ? 0.75 : 0.45)
    energy += (level - energy) * 0.12
    // At half the rate: nobody sees it, and a picture with the same head is cheap.
    if (frame % 2 === 0 || fps < 20)
      head = {
        right: liveliness * (0.045 * wave(0, 0.21, t) + 0.02 * wave(1, 0.53, t)),
        down: liveliness * (0.03 * wave(2, 0.33, t) + 0.09 * energy * (0.6 + 0.4 * wave(3, 1.1, t))),
        roll: liveliness * 0.035 * wave(4, 0.17, t),
      }
    return { open: Math.round(open * STEPS) / STEPS, smile, ...head }
  })
}

function loudest(levels: Float32Array, from: number, to: number): number {
  let most = 0
  for (let at = Math.floor(from * LEVELS_PER_SECOND); at < to * LEVELS_PER_SECOND; at++)
    most = Math.max(most, levels[at] ?? 0)
  return most
}
