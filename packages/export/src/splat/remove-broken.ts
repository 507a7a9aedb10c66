import { filterSplats } from './filter-splats.ts'
import type { SplatNote } from './splat-note.ts'
import { coefficientsOf, type Splats } from './splats.ts'

/**
 * Without the splats that cannot be drawn, because a value of theirs is no number. Trainers leave a few behind, and one
 * of them is enough to make bounds, sorting and whole viewers fail.
 *
 * An infinite logit is a number here: it is what trainers and converters write for an opacity of 0 or 1.
 */
export function removeBroken(splats: Splats): { splats: Splats; removed: number } {
  const broken = new Uint8Array(splats.count)
  mark(broken, splats.positions, 3)
  mark(broken, splats.scales, 3)
  mark(broken, splats.rotations, 4)
  mark(broken, splats.colors, 3)
  mark(broken, splats.harmonics, coefficientsOf(splats.degree) * 3)
  const { opacities } = splats
  for (let index = 0; index < splats.count; index++) if (Number.isNaN(opacities[index])) broken[index] = 1
  const kept = filterSplats(splats, (index) => broken[index] === 0)
  return { splats: kept, removed: splats.count - kept.count }
}

export const brokenNote = (removed: number): readonly SplatNote[] =>
  removed === 0
    ? []
    : [
        {
          code: 'broken-splats-removed',
          severity: 'warning',
          message: `${removed} splats have values that are no numbers; they are left out.`,
          before: removed,
          after: 0,
        },
      ]

function mark(broken: Uint8Array, values: Float32Array, parts: number): void {
  if (parts === 0) return
  for (let index = 0, at = 0; index < broken.length; index++) {
    // Zero for any finite number, and not a number for every other.
    let sum = 0
    for (let part = 0; part < parts; part++, at++) sum += (values[at] ?? 0) * 0
    if (sum !== 0) broken[index] = 1
  }
}
