import { coefficientsOf, emptySplats, type SplatDegree, type Splats } from '../src/splat/splats.ts'

/** Numbers from 0 to 1 that are the same in every run. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A ball of splats, about 1 unit in radius, coloured by place and by view: every value is one that trainers make. */
export function sampleSplats(count: number, degree: SplatDegree = 3, seed = 1): Splats {
  const random = createRandom(seed)
  const between = (low: number, high: number): number => low + random() * (high - low)
  const splats = emptySplats(count, degree)
  const coefficients = coefficientsOf(degree) * 3
  for (let index = 0; index < count; index++) {
    const place = [between(-1, 1), between(-1, 1), between(-1, 1)]
    splats.positions.set(place, index * 3)
    splats.scales.set([between(-5, -2), between(-5, -2), between(-5, -2)], index * 3)
    const rotation = [between(-1, 1), between(-1, 1), between(-1, 1), between(-1, 1)]
    const length = Math.hypot(...rotation)
    splats.rotations.set(
      rotation.map((value) => value / length),
      index * 4,
    )
    splats.opacities[index] = between(-4, 2)
    splats.colors.set(
      place.map((value) => value * 1.5),
      index * 3,
    )
    for (let part = 0; part < coefficients; part++) {
      // Higher degrees are fainter, as in what trainers make.
      const most = part < 9 ? 0.3 : part < 24 ? 0.1 : 0.04
      splats.harmonics[index * coefficients + part] = between(-most, most)
    }
  }
  return splats
}
