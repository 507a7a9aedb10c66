import { boundsOf, type SplatBounds } from './splat-bounds.ts'
import type { SplatNote } from './splat-note.ts'
import { coefficientsOf, opacityOf, type SplatDegree, type Splats } from './splats.ts'

/** Splats in numbers. Lengths are in the unit of the file. */
export interface SplatFacts {
  readonly splats: number
  readonly degree: SplatDegree
  readonly antialiased: boolean
  readonly bounds: SplatBounds
  /** The middle one of the largest standard deviations. */
  readonly medianSize: number
  /** Of the splats that are less opaque than a byte can say: they could be pruned. */
  readonly invisibleShare: number
  /** Of the value in memory; a file of it as PLY has about the same. */
  readonly memoryBytes: number
}

export interface SplatReport {
  readonly kind: 'splats'
  readonly facts: SplatFacts
  readonly notes: readonly SplatNote[]
}

export function reportSplats(splats: Splats, notes: readonly SplatNote[] = []): SplatReport {
  const { count, degree, antialiased, scales, opacities } = splats
  const sizes = Float32Array.from({ length: count }, (_, index) =>
    Math.max(scales[index * 3] ?? 0, scales[index * 3 + 1] ?? 0, scales[index * 3 + 2] ?? 0),
  ).toSorted()
  let invisible = 0
  for (const logit of opacities) if (opacityOf(logit) < 1 / 255) invisible++
  return {
    kind: 'splats',
    facts: {
      splats: count,
      degree,
      antialiased,
      bounds: boundsOf(splats),
      medianSize: Math.exp(sizes[Math.floor(count / 2)] ?? -Infinity),
      invisibleShare: count === 0 ? 0 : invisible / count,
      memoryBytes: count * (14 + coefficientsOf(degree) * 3) * Float32Array.BYTES_PER_ELEMENT,
    },
    notes,
  }
}

/** The same in words. Ends with a line end. */
export function formatSplatReport({ facts, notes }: SplatReport): string {
  const { bounds } = facts
  const size = bounds.max.map((value, axis) => (value - (bounds.min[axis] ?? 0)).toPrecision(3))
  const lines = [
    `${facts.splats} splats, ${facts.degree === 0 ? 'the same colour from every side' : `colour by view of degree ${facts.degree}`}`,
    `${size.join(' x ')} units, a splat is ${facts.medianSize.toPrecision(2)} wide (median)`,
    `${(facts.memoryBytes / 1e6).toFixed(1)} MB in memory`,
    ...(facts.invisibleShare > 0 ? [`${(facts.invisibleShare * 100).toFixed(1)} % cannot be seen`] : []),
    ...(facts.antialiased ? ['trained with anti-aliasing'] : []),
  ]
  const remarks = notes.map(
    ({ severity, code, message }) =>
      `${severity === 'warning' ? 'Look at this' : 'Note'}: ${message} [${code}]`,
  )
  return `${[...lines, ...(remarks.length > 0 ? ['', ...remarks] : [])].join('\n')}\n`
}
