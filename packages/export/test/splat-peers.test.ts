import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSplats } from '../src/splat/read-splats.ts'
import type { Splats } from '../src/splat/splats.ts'
import { splatsTo } from '../src/splat/splats-to.ts'
import { covarianceOf, differingShare, renderSplats } from './render-splats.ts'
import { sampleSplats } from './sample-splats.ts'
import { convertWithPeer, differenceOf, readWithPeer } from './splat-transform.ts'
import { describeWhere } from './real-files.ts'

const TIMEOUT = 60_000

/** Half a step of each quantity in an SPZ, and a little for 32-bit numbers. */
const SPZ_STEPS = {
  position: 0.5 / 4096 + 1e-6,
  scale: 0.5 / 16 + 1e-6,
  opacity: 0.5 / 255 + 1e-6,
  color: 0.5 / (0.15 * 255) + 1e-6,
  harmonic: 4.5 / 128 + 1e-6,
}
const STEPS: ReadonlyMap<string, number> = new Map(Object.entries(SPZ_STEPS))
/** Degrees. */
const ROTATION_STEPS = { 2: 2, 3: 0.25 }

const front = { position: [0, 0, 3.2], rotation: [0, 0, 0, 1] } as const

describe('an SPZ of ours, read by splat-transform, is the source within quantisation', () => {
  test.each([0, 1, 2, 3] as const)('degree %i, version 3', { timeout: TIMEOUT }, async (degree) => {
    const splats = sampleSplats(2000, degree)
    const { bytes } = await splatsTo('spz', splats)
    expectWithin(differenceOf(splats, await readWithPeer('ours.spz', bytes)), splats, ROTATION_STEPS[3])
  })

  test(
    'version 2, whose ellipsoids are the same though their axes may be named differently',
    { timeout: TIMEOUT },
    async () => {
      const splats = sampleSplats(2000)
      const { bytes } = await splatsTo('spz', splats, { spzVersion: 2 })
      const table = await readWithPeer('ours.spz', bytes)
      expectWithin(differenceOf(splats, table), splats, 180)
      const { splats: read } = await readSplats(bytes)
      expect(differenceOf(read, table).rotation).toBeLessThan(0.1)
      for (let index = 0; index < splats.count; index++)
        expect(degreesBetween(splats, read, index)).toBeLessThan(ROTATION_STEPS[2])
    },
  )
})

describe('a picture of what is left after quantisation differs in less than 1 % of its pixels', () => {
  test.each([2, 3] as const)('version %i', async (spzVersion) => {
    const splats = sampleSplats(3000)
    const { bytes } = await splatsTo('spz', splats, { spzVersion })
    const { splats: read } = await readSplats(bytes)
    const picture = renderSplats(splats, front)
    expect(differingShare(picture, renderSplats(read, front))).toBeLessThan(0.01)
    // The picture shows something, and the measure sees what is wrong.
    expect(picture.filter((value) => value > 0.2).length).toBeGreaterThan(5000)
    const wrong = { ...read, rotations: read.rotations.map((value, at) => (at % 4 === 1 ? -value : value)) }
    expect(differingShare(picture, renderSplats(wrong, front))).toBeGreaterThan(0.05)
  })
})

describe('what splat-transform writes is read here as it is there', () => {
  test.each([
    ['an SPZ of version 3', 'theirs.spz', { spzVersion: 3 }],
    ['a PLY', 'theirs.ply', {}],
    ['a compressed PLY', 'theirs.compressed.ply', {}],
  ] as const)('%s', { timeout: TIMEOUT }, async (_, name, options) => {
    const source = (await splatsTo('ply', sampleSplats(1000))).bytes
    const bytes = await convertWithPeer('source.ply', source, name, options)
    const { splats } = await readSplats(bytes)
    expectEqual(differenceOf(splats, await readWithPeer(name, bytes)), splats)
    expect(splats.degree).toBe(3)
  })

  test(
    'a .splat of ours is read there as here, the most visible splat first',
    { timeout: TIMEOUT },
    async () => {
      const { bytes, notes } = await splatsTo('splat', sampleSplats(1000))
      const { splats } = await readSplats(bytes)
      // A quaternion of four bytes is normalised here, and there while drawing.
      expectEqual(differenceOf(splats, await readWithPeer('ours.splat', bytes)), splats, 1)
      expect(notes.map(({ code }) => code)).toEqual(['degree-reduced'])
      const weights = Array.from({ length: splats.count }, (__, index) => {
        const size = splats.scales.subarray(index * 3, index * 3 + 3).reduce((sum, value) => sum + value, 0)
        return Math.exp(size) / (1 + Math.exp(-(splats.opacities[index] ?? 0)))
      })
      for (const [index, weight] of weights.slice(1).entries())
        expect(weight).toBeLessThan((weights[index] ?? 0) * 1.3)
    },
  )
})

const folder = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'splat') : ''
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /\.(ply|splat|spz)$/.test(name)) : []
const readFixture = (name: string): Uint8Array => new Uint8Array(readFileSync(join(folder, name)))

describeWhere(files.length > 0)('files of real makers', () => {
  const readable = files.filter((name) => name !== 'biker_v4.spz')

  test.each(readable)('%s is read here as splat-transform reads it', { timeout: TIMEOUT }, async (name) => {
    const { splats } = await readSplats(readFixture(name))
    const table = await readWithPeer(name, readFixture(name))
    // The peer keeps an opacity of one byte at 0 or 1, we draw it in by a quarter of a step.
    expectEqual(differenceOf(splats, table), splats, 1)
  })

  test.each(readable)('%s keeps its picture as SPZ', { timeout: TIMEOUT }, async (name) => {
    const { splats } = await readSplats(readFixture(name))
    const { splats: read } = await readSplats((await splatsTo('spz', splats)).bytes)
    const camera = facing(splats)
    expect(differingShare(renderSplats(splats, camera), renderSplats(read, camera))).toBeLessThan(0.01)
  })

  test.runIf(files.includes('train_3points.spz'))(
    'one cloud as PLY, SPZ and .splat lies in one frame',
    async () => {
      const [ply, spz, dotSplat] = await Promise.all(
        ['ply', 'spz', 'splat'].map(
          async (end) => (await readSplats(readFixture(`train_3points.${end}`))).splats,
        ),
      )
      if (!ply || !spz || !dotSplat) throw new Error('nothing was read')
      const sorted = (splats: Splats): readonly number[] =>
        [0, 1, 2].flatMap((axis) =>
          [0, 1, 2].map((index) => splats.positions[index * 3 + axis] ?? 0).toSorted(),
        )
      for (const [at, value] of sorted(ply).entries()) {
        expect(sorted(dotSplat)[at]).toBeCloseTo(value, 6)
        expect(Math.abs(Math.abs(sorted(spz)[at] ?? 0) - Math.abs(value))).toBeLessThan(SPZ_STEPS.position)
      }
    },
  )

  test.runIf(files.includes('biker_v4.spz'))('version 4 of SPZ is told apart, and refused', async () => {
    await expect(readSplats(readFixture('biker_v4.spz'))).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('version 4'),
      position: { byteOffset: 4 },
    })
  })
})

function expectWithin(difference: ReturnType<typeof differenceOf>, splats: Splats, degrees: number): void {
  expect(difference.splats).toBe(splats.count)
  const { position, scale, opacity, color, harmonic } = difference
  for (const [quantity, value] of Object.entries({ position, scale, opacity, color, harmonic }))
    expect([quantity, value > (STEPS.get(quantity) ?? 0)]).toEqual([quantity, false])
  expect(difference.rotation).toBeLessThan(degrees)
}

function expectEqual(difference: ReturnType<typeof differenceOf>, splats: Splats, degrees = 0.1): void {
  expect(difference.splats).toBe(splats.count)
  const { position, scale, color, harmonic } = difference
  expect(Math.max(position, scale, color, harmonic)).toBeLessThan(1e-5)
  expect(difference.opacity).toBeLessThanOrEqual(0.26 / 255)
  expect(difference.rotation).toBeLessThan(degrees)
}

/** How far the longest axes of an ellipsoid and of its copy are apart, where the axes differ enough to tell. */
function degreesBetween(a: Splats, b: Splats, index: number): number {
  const axis = (splats: Splats): readonly number[] => {
    // The column of the rotation that belongs to the largest scale of the source.
    const scales = [...a.scales.subarray(index * 3, index * 3 + 3)]
    const largest = scales.indexOf(Math.max(...scales))
    const unit = { ...splats, scales: splats.scales.map((_, at) => (at % 3 === largest ? 0 : -20)) }
    const covariance = covarianceOf({ ...unit }, index)
    const column = covariance.map((row) => row[0] ?? 0)
    const other = covariance.map((row) => row[1] ?? 0)
    const best = Math.hypot(...column) > Math.hypot(...other) ? column : other
    return best.map((value) => value / Math.hypot(...best))
  }
  const [first, second] = [axis(a), axis(b)]
  const dot = Math.abs(first.reduce((sum, value, at) => sum + value * (second[at] ?? 0), 0))
  return (180 / Math.PI) * Math.acos(Math.min(1, dot))
}

/** In front of the middle of the splats, far enough to see all of them. */
function facing({
  count,
  positions,
}: Splats): typeof front | { position: [number, number, number]; rotation: readonly [0, 0, 0, 1] } {
  const middle = [0, 1, 2].map((axis) => {
    let sum = 0
    for (let index = 0; index < count; index++) sum += positions[index * 3 + axis] ?? 0
    return sum / count
  })
  const [x = 0, y = 0, z = 0] = middle
  let radius = 0
  for (let at = 0; at < positions.length; at += 3)
    radius = Math.max(
      radius,
      Math.hypot((positions[at] ?? 0) - x, (positions[at + 1] ?? 0) - y, (positions[at + 2] ?? 0) - z),
    )
  return { position: [x, y, z + Math.max(radius, 0.5) * 2.5], rotation: [0, 0, 0, 1] }
}
