import { ExportError } from '../export-error.ts'
import { filterSplats } from './filter-splats.ts'
import type { SplatBounds } from './splat-bounds.ts'
import { opacityOf, type Splats } from './splats.ts'

/** The splats whose centres lie in a box, its faces included. */
export function cropSplats(splats: Splats, { min, max }: SplatBounds): Splats {
  const { positions } = splats
  return filterSplats(splats, (index) =>
    [0, 1, 2].every((axis) => {
      const place = positions[index * 3 + axis] ?? 0
      return place >= (min[axis] ?? 0) && place <= (max[axis] ?? 0)
    }),
  )
}

export interface PruneOptions {
  /** 0 to 1. What is below a step of a byte, 1/255, no screen shows. */
  readonly minOpacity?: number
  /** Of the largest standard deviation of a splat, in units. Specks below a pixel cost time and show nothing. */
  readonly minSize?: number
  /** The same, from above: stray splats of the size of the scene are a common fault of training. */
  readonly maxSize?: number
}

/**
 * The splats that are worth keeping.
 *
 * @throws ExportError `invalid-option` for limits that nothing can meet.
 */
export function pruneSplats(splats: Splats, options: PruneOptions): Splats {
  const { minOpacity = 0, minSize = 0, maxSize = Infinity } = options
  if (!(minOpacity >= 0 && minOpacity <= 1 && minSize >= 0 && maxSize >= minSize))
    throw new ExportError(
      'invalid-option',
      'No splat can be kept so: minOpacity is from 0 to 1, and minSize from 0 to maxSize.',
    )
  const { scales, opacities } = splats
  return filterSplats(splats, (index) => {
    const [a = 0, b = 0, c = 0] = [scales[index * 3], scales[index * 3 + 1], scales[index * 3 + 2]]
    const size = Math.exp(Math.max(a, b, c))
    return opacityOf(opacities[index] ?? 0) >= minOpacity && size >= minSize && size <= maxSize
  })
}
