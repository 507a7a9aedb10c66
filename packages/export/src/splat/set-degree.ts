import { coefficientsOf, type SplatDegree, type Splats } from './splats.ts'

/**
 * Splats with less view-dependent colour, or with zeros for more of it: degree 0 is a third of the size, and some
 * readers accept degree 3 alone. The look only changes on the way down.
 */
export function setDegree(splats: Splats, degree: SplatDegree): Splats {
  if (degree === splats.degree) return splats
  const from = coefficientsOf(splats.degree) * 3
  const to = coefficientsOf(degree) * 3
  const harmonics = new Float32Array(splats.count * to)
  for (let index = 0; index < splats.count; index++)
    harmonics.set(splats.harmonics.subarray(index * from, index * from + Math.min(from, to)), index * to)
  return { ...splats, degree, harmonics }
}
