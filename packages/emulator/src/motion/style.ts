import { createRandom } from './random.ts'

/** What makes one take differ from the next: factors around 1, and two small offsets. */
export interface Style {
  readonly tempo: number
  readonly stride: number
  readonly swing: number
  readonly bounce: number
  /** Degrees the trunk leans forward. */
  readonly lean: number
  /** 0..1, where in its rhythms the take begins. */
  readonly phase: number
  /** Which hand or foot goes first. */
  readonly leading: 'l' | 'r'
}

/** The same seed and variant give the same style; variant 1 and 2 of one job differ visibly, yet do the same thing. */
export function styleOf(seed: string | number, variant: number): Style {
  const random = createRandom(`${seed}/${variant}`)
  const around = (spread: number): number => 1 + (random() * 2 - 1) * spread
  return {
    tempo: around(0.07),
    stride: around(0.08),
    swing: around(0.2),
    bounce: around(0.2),
    lean: (random() * 2 - 1) * 2,
    phase: random(),
    leading: random() < 0.7 ? 'r' : 'l',
  }
}
