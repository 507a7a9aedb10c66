import { describe, expect, test } from 'vitest'
import { colorOf, covarianceOf, differingShare, renderSplats } from '../../test/render-splats.ts'
import { createRandom, sampleSplats } from '../../test/sample-splats.ts'
import { multiply } from '../rotation.ts'
import { cropSplats, pruneSplats } from './prune-splats.ts'
import { type Quaternion, toMatrix } from './quaternion.ts'
import { formatSplatReport, reportSplats } from './report-splats.ts'
import { setDegree } from './set-degree.ts'
import { opacityOf } from './splats.ts'
import { transformSplats } from './transform-splats.ts'

const splats = sampleSplats(300)

const apply = (rotation: Quaternion, vector: readonly number[]): [number, number, number] => {
  const [x = 0, y = 0, z = 0] = vector
  const [a, b, c] = toMatrix(rotation).map((row) => row[0] * x + row[1] * y + row[2] * z)
  return [a ?? 0, b ?? 0, c ?? 0]
}

describe('transformSplats', () => {
  const random = createRandom(7)
  const rotations = Array.from({ length: 8 }, (): Quaternion => {
    const [x = 0, y = 0, z = 0, w = 0] = Array.from({ length: 4 }, () => random() * 2 - 1)
    const length = Math.hypot(x, y, z, w)
    return [x / length, y / length, z / length, w / length]
  })

  test.each(rotations)(
    'splats and camera turned together show the same colours (%f %f %f %f)',
    (...rotation) => {
      const turned = transformSplats(splats, { rotation })
      const eye = [0.4, 0.2, 3] as const
      for (let index = 0; index < splats.count; index++) {
        const before = colorOf(splats, index, eye)
        for (const [channel, value] of colorOf(turned, index, apply(rotation, eye)).entries())
          expect(value).toBeCloseTo(before[channel] ?? 0, 5)
      }
    },
  )

  test('splats and camera turned, scaled and moved together give the same picture', () => {
    const [rotation = [0, 0, 0, 1] as const] = rotations
    const eye = { position: [0, 0, 3], rotation: [0, 0, 0, 1] } as const
    const picture = renderSplats(splats, eye)
    const moved = transformSplats(splats, { rotation, scale: 2, translation: [5, 6, 7] })
    const [x, y, z] = apply(rotation, eye.position)
    const camera = {
      position: [x * 2 + 5, y * 2 + 6, z * 2 + 7],
      rotation: multiply(rotation, eye.rotation),
    } as const
    expect(differingShare(picture, renderSplats(moved, camera))).toBe(0)
    expect(picture.filter((value) => value > 0.2).length).toBeGreaterThan(1000)
  })

  test('shapes turn with the rest', () => {
    const [rotation = [0, 0, 0, 1] as const] = rotations
    const turned = transformSplats(splats, { rotation })
    const along = apply(rotation, [1, 0, 0])
    const variance = along.reduce(
      (sum, a, i) =>
        sum + along.reduce((inner, b, j) => inner + a * b * (covarianceOf(turned, 0)[i]?.[j] ?? 0), 0),
      0,
    )
    expect(variance).toBeCloseTo(covarianceOf(splats, 0)[0]?.[0] ?? 0, 8)
  })

  test('a rotation of any length turns as one of length 1', () => {
    expect(transformSplats(splats, { rotation: [0, 3, 0, 0] })).toEqual(
      transformSplats(splats, { rotation: [0, 1, 0, 0] }),
    )
  })

  test.each([
    ['a scale of zero', { scale: 0 }],
    ['a scale that is no number', { scale: Number.NaN }],
    ['a rotation of zeros', { rotation: [0, 0, 0, 0] as const }],
    ['an endless move', { translation: [Infinity, 0, 0] as const }],
  ])('%s is refused', (_, transform) => {
    expect(() => transformSplats(splats, transform)).toThrow(
      expect.objectContaining({ code: 'invalid-option' }),
    )
  })
})

test('cropping keeps what lies in the box', () => {
  const cropped = cropSplats(splats, { min: [-0.5, -0.5, -0.5], max: [0.5, 0.5, 0.5] })
  expect(cropped.count).toBeGreaterThan(10)
  expect(cropped.count).toBeLessThan(100)
  expect(cropped.positions.every((value) => Math.abs(value) <= 0.5)).toBe(true)
  const { min, max } = reportSplats(cropped).facts.bounds
  expect([...min, ...max].every((value) => Math.abs(value) <= 0.5)).toBe(true)
})

test('pruning drops what is faint, tiny or huge', () => {
  const pruned = pruneSplats(splats, { minOpacity: 0.5, minSize: Math.exp(-4), maxSize: Math.exp(-2.5) })
  expect(pruned.count).toBeGreaterThan(10)
  for (let index = 0; index < pruned.count; index++) {
    expect(opacityOf(pruned.opacities[index] ?? 0)).toBeGreaterThanOrEqual(0.5)
    const size = Math.max(...pruned.scales.subarray(index * 3, index * 3 + 3))
    expect(size).toBeGreaterThanOrEqual(-4)
    expect(size).toBeLessThanOrEqual(-2.5)
  }
  expect(() => pruneSplats(splats, { minSize: 2, maxSize: 1 })).toThrow(
    expect.objectContaining({ code: 'invalid-option' }),
  )
})

test('a lower degree keeps the lower coefficients, a higher one adds zeros', () => {
  const lower = setDegree(splats, 1)
  expect([...lower.harmonics.subarray(9, 18)]).toEqual([...splats.harmonics.subarray(45, 54)])
  const raised = setDegree(lower, 3)
  expect(raised.harmonics.length).toBe(splats.harmonics.length)
  const eye = [0, 0, 4] as const
  expect(colorOf(raised, 5, eye)).toEqual(colorOf(lower, 5, eye))
})

test('a report says in words how many, how large, and what was noted', () => {
  const text = formatSplatReport(
    reportSplats(splats, [{ code: 'axes-kept', severity: 'info', message: 'The axes are kept.' }]),
  )
  expect(text).toMatch(/^300 splats, colour by view of degree 3\n/)
  expect(text).toMatch(/MB in memory/)
  expect(text).toMatch(/Note: The axes are kept. \[axes-kept\]\n$/)
})
