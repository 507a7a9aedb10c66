import { expect, test } from 'vitest'
import { numbersOf, unpackArray } from '../file/fbx-array.ts'
import { childOf, numberAt } from '../file/fbx-node.ts'
import { double, floats, ints, node } from '../file/make-node.ts'
import { scaleCurve } from './bake-curves.ts'

/** A curve of two cubic keys; the third number of every four is two 16-bit weights in the place of a float. */
const curve = (flags: number): ReturnType<typeof node> =>
  node(
    'AnimationCurve',
    [],
    [
      node('Default', [double(3)]),
      node('KeyValueFloat', [floats([3, 5])]),
      node('KeyAttrFlags', [ints([flags])]),
      node('KeyAttrDataFloat', [{ ...floats([2, -2, 0, 0]), payload: packed(), encoding: 0 }]),
    ],
  )

function packed(): Uint8Array {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setFloat32(0, 2, true)
  view.setFloat32(4, -2, true)
  // Would be another number if it went through a float: this is no float at all.
  view.setUint32(8, 0x7fa00d05, true)
  return bytes
}

const weightsOf = (made: ReturnType<typeof node>): number => {
  const array = childOf(made, 'KeyAttrDataFloat')?.properties[0]
  if (!array || !('payload' in array)) throw new Error('no array')
  return new DataView(unpackArray(array).buffer).getUint32(8, true)
}

test('values and slopes of a cubic curve are scaled, its packed weights stay as they are', () => {
  const made = scaleCurve(curve(0x6108), 0.5)
  expect(numberAt(childOf(made, 'Default'), 0)).toBe(1.5)
  expect([...numbersOf(childOf(made, 'KeyValueFloat')?.properties[0])]).toEqual([1.5, 2.5])
  expect([...numbersOf(childOf(made, 'KeyAttrDataFloat')?.properties[0])].slice(0, 2)).toEqual([1, -1])
  expect(weightsOf(made)).toBe(0x7fa00d05)
})

test('tension, continuity and bias have no unit', () => {
  const made = scaleCurve(curve(0x208), 0.5)
  expect([...numbersOf(childOf(made, 'KeyValueFloat')?.properties[0])]).toEqual([1.5, 2.5])
  expect([...numbersOf(childOf(made, 'KeyAttrDataFloat')?.properties[0])].slice(0, 2)).toEqual([2, -2])
})
