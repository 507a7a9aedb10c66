import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameSigns } from '../file-frame.ts'
import { type Quaternion, toMatrix } from '../quaternion.ts'
import { evaluateHarmonics } from './evaluate-harmonics.ts'
import { harmonicsRotation } from './rotate-harmonics.ts'

const part = fc.double({ min: -1, max: 1, noNaN: true })
const rotation = fc
  .tuple(part, part, part, part)
  .filter((values) => Math.hypot(...values) > 0.1)
  .map(([x, y, z, w]): Quaternion => {
    const length = Math.hypot(x, y, z, w)
    return [x / length, y / length, z / length, w / length]
  })
const direction = fc
  .tuple(part, part, part)
  .filter((values) => Math.hypot(...values) > 0.1)
  .map((values) => values.map((value) => value / Math.hypot(...values)))

describe('harmonicsRotation', () => {
  test('turned coefficients show, from a turned direction, what the others show from the direction', () => {
    fc.assert(
      fc.property(
        rotation,
        direction,
        fc.array(part, { minLength: 16, maxLength: 16 }),
        (quaternion, from, values) => {
          const matrix = toMatrix(quaternion)
          const turnedValues = harmonicsRotation(matrix).map((row) =>
            row.reduce((sum, factor, index) => sum + factor * (values[index] ?? 0), 0),
          )
          const [x = 0, y = 0, z = 0] = from
          const [tx = 0, ty = 0, tz = 0] = matrix.map(([a, b, c]) => a * x + b * y + c * z)
          const show = (coefficients: readonly number[], harmonics: readonly number[]): number =>
            coefficients.reduce((sum, value, index) => sum + value * (harmonics[index] ?? 0), 0)
          expect(show(turnedValues, evaluateHarmonics(tx, ty, tz))).toBeCloseTo(
            show(values, evaluateHarmonics(x, y, z)),
            10,
          )
        },
      ),
    )
  })

  test('half a turn about X is the change of signs between Y down and Y up', () => {
    const matrix = harmonicsRotation(toMatrix([1, 0, 0, 0]))
    for (const [index, sign] of frameSigns('y-down').harmonics.entries()) {
      expect(matrix[index + 1]?.[index + 1]).toBeCloseTo(sign, 12)
      const rest = [...(matrix[index + 1] ?? [])].filter((_, column) => column !== index + 1)
      for (const value of rest) expect(value).toBeCloseTo(0, 12)
    }
  })
})
