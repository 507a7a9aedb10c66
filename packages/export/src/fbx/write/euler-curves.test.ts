import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../test/sample-splats.ts'
import { degreesBetween, fromDegrees, type Turn } from '../bake/turn.ts'
import { eulerCurves } from './euler-curves.ts'

const quaternions = (turns: readonly Turn[]): Float32Array => Float32Array.from(turns.flat())
const tripleAt = (curves: readonly Float64Array[], frame: number): readonly [number, number, number] => [
  curves[0]?.[frame] ?? NaN,
  curves[1]?.[frame] ?? NaN,
  curves[2]?.[frame] ?? NaN,
]

describe('eulerCurves', () => {
  test('every frame is the rotation it was, also where x and z turn about one line', () => {
    const random = createRandom(3)
    const turns = Array.from({ length: 500 }, (_, index): Turn => {
      // A third of them is within a thousandth of a degree of the pole.
      const y = index % 3 === 0 ? 90 + (random() - 0.5) / 1000 : index % 3 === 1 ? -90 : random() * 360
      return fromDegrees([random() * 360, y, random() * 360])
    })
    const exact = quaternions(turns)
    const curves = eulerCurves(exact)
    for (let frame = 0; frame < turns.length; frame++) {
      const [x = 0, y = 0, z = 0, w = 1] = exact.subarray(frame * 4, frame * 4 + 4)
      const length = Math.hypot(x, y, z, w)
      expect(
        degreesBetween(
          [x / length, y / length, z / length, w / length],
          fromDegrees(tripleAt(curves, frame)),
        ),
      ).toBeLessThan(1e-4)
    }
  })

  test('turning on and on makes a straight line, and no leap back at half a turn', () => {
    const turns = Array.from({ length: 100 }, (_, frame) => fromDegrees([frame * 20, 0, 0]))
    const [x] = eulerCurves(quaternions(turns))
    for (let frame = 1; frame < 100; frame++)
      expect((x?.[frame] ?? NaN) - (x?.[frame - 1] ?? NaN)).toBeCloseTo(20, 3)
  })

  test('passing the pole of y goes through, and does not turn x and z around by half', () => {
    const turns = Array.from({ length: 60 }, (_, frame) => fromDegrees([10, 60 + frame, 5]))
    const curves = eulerCurves(quaternions(turns))
    for (let frame = 1; frame < 60; frame++)
      for (const curve of curves)
        expect(Math.abs((curve[frame] ?? NaN) - (curve[frame - 1] ?? NaN))).toBeLessThan(45)
    expect(curves[1]?.at(-1)).toBeCloseTo(119, 3)
  })
})
