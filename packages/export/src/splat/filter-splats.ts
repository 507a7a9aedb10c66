import { coefficientsOf, type Splats } from './splats.ts'

/** The splats for which `keep` is true; the same value when that is all of them. */
export function filterSplats(splats: Splats, keep: (index: number) => boolean): Splats {
  const kept = new Uint32Array(splats.count)
  let count = 0
  for (let index = 0; index < splats.count; index++) if (keep(index)) kept[count++] = index
  return count === splats.count ? splats : selectSplats(splats, kept.subarray(0, count))
}

/** Those at these places, in that order. */
function selectSplats(splats: Splats, indices: Uint32Array): Splats {
  const pick = (values: Float32Array, parts: number): Float32Array => {
    const picked = new Float32Array(indices.length * parts)
    for (let to = 0; to < indices.length; to++) {
      const from = (indices[to] ?? 0) * parts
      for (let part = 0; part < parts; part++) picked[to * parts + part] = values[from + part] ?? 0
    }
    return picked
  }
  return {
    count: indices.length,
    degree: splats.degree,
    antialiased: splats.antialiased,
    positions: pick(splats.positions, 3),
    scales: pick(splats.scales, 3),
    rotations: pick(splats.rotations, 4),
    opacities: pick(splats.opacities, 1),
    colors: pick(splats.colors, 3),
    harmonics: pick(splats.harmonics, coefficientsOf(splats.degree) * 3),
  }
}
