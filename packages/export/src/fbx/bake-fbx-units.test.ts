import { describe, expect, test } from 'vitest'
import { smallFbx, withModel, withSettings } from '../../test/fbx-files.ts'
import { openInThree, type Shown } from '../../test/fbx-three.ts'
import { bakeFbxUnits } from './bake-fbx-units.ts'
import { doubleLine, intLine, vectorLine } from './file/properties70.ts'
import { readFbxSettings } from './read-fbx-settings.ts'

const zUp = {
  UpAxis: intLine('UpAxis', 2),
  FrontAxis: intLine('FrontAxis', 1),
  FrontAxisSign: intLine('FrontAxisSign', -1),
}
const codesOf = (bytes: Uint8Array): readonly string[] => bakeFbxUnits(bytes).notes.map(({ code }) => code)

/** As three.js, which converts nothing, shows the second frame. */
const shown = (bytes: Uint8Array): Shown => openInThree(bytes).show({ clip: 0, seconds: 1 / 30 })

/** Joints and bounds of two files, after this is done to those of the first. */
function expectPlaces(
  before: Uint8Array,
  after: Uint8Array,
  change: (place: readonly number[]) => readonly number[],
): void {
  const [was, is] = [shown(before), shown(after)]
  for (const [name, place] of Object.entries(was.joints))
    for (const [axis, value] of change(place).entries()) expect(is.joints[name]?.[axis]).toBeCloseTo(value, 5)
  const corners = [change(was.bounds.min), change(was.bounds.max)]
  for (const axis of [0, 1, 2]) {
    const [a = NaN, b = NaN] = corners.map((corner) => corner[axis])
    expect(is.bounds.min[axis]).toBeCloseTo(Math.min(a, b), 5)
    expect(is.bounds.max[axis]).toBeCloseTo(Math.max(a, b), 5)
  }
}

describe('bakeFbxUnits', () => {
  test('centimetres become metres, for skeleton, skin, pose and clip', () => {
    const { bytes } = bakeFbxUnits(smallFbx('cm'))
    expect(readFbxSettings(bytes).unitScaleFactor).toBe(100)
    expectPlaces(smallFbx('cm'), bytes, (place) => place.map((value) => value / 100))
  })

  test('metres become centimetres where that is asked for', () => {
    const { bytes } = bakeFbxUnits(smallFbx('m'), { unit: 'cm' })
    expect(readFbxSettings(bytes).unitScaleFactor).toBe(1)
    expectPlaces(smallFbx('m'), bytes, (place) => place.map((value) => value * 100))
  })

  test('inches become metres', () => {
    const inches = withSettings(smallFbx('cm'), { UnitScaleFactor: doubleLine('UnitScaleFactor', 2.54) })
    expectPlaces(inches, bakeFbxUnits(inches).bytes, (place) => place.map((value) => value * 0.0254))
  })

  test('a file with Z up is turned, its moving joints too', () => {
    const before = withSettings(smallFbx('m'), zUp)
    const { bytes } = bakeFbxUnits(before)
    expect(codesOf(before)).toEqual(['axes-turned'])
    expect(readFbxSettings(bytes).axes).toEqual({ up: '+y', front: '+z', right: '+x' })
    expectPlaces(before, bytes, ([x = 0, y = 0, z = 0]) => [x, z, -y])
  })

  test.each([-90, -89.98, 90, 180])('a group that stands turned by %d degrees is straightened', (degrees) => {
    const before = withModel(smallFbx('m'), 'take', {
      'Lcl Rotation': vectorLine('Lcl Rotation', 'Lcl Rotation', [degrees, 0, 0]),
    })
    const { bytes } = bakeFbxUnits(before)
    expect(codesOf(before)).toEqual(['root-straightened'])
    expect(openInThree(bytes).roots[0]?.turn[3]).toBe(1)
    if (degrees !== -89.98) expectPlaces(before, bytes, (place) => place)
  })

  test('a group turned on purpose stays so', () => {
    const before = withModel(smallFbx('m'), 'take', {
      'Lcl Rotation': vectorLine('Lcl Rotation', 'Lcl Rotation', [0, 30, 0]),
    })
    expect(codesOf(before)).toEqual(['bake-not-needed'])
  })

  test('a scaled group hands its scale down', () => {
    const before = withModel(smallFbx('m'), 'take', {
      'Lcl Scaling': vectorLine('Lcl Scaling', 'Lcl Scaling', [0.01, 0.01, 0.01]),
    })
    const { bytes } = bakeFbxUnits(before)
    expect(codesOf(before)).toEqual(['scale-baked'])
    expect(openInThree(bytes).roots[0]?.scale).toBe(1)
    const [was, is] = [shown(before), shown(bytes)]
    for (const [name, place] of Object.entries(was.joints))
      for (const [axis, value] of place.entries()) expect(is.joints[name]?.[axis]).toBeCloseTo(value, 6)
  })

  test('left-handed axes and a unit that is none are refused', () => {
    const left = withSettings(smallFbx(), { CoordAxisSign: intLine('CoordAxisSign', -1) })
    expect(() => bakeFbxUnits(left)).toThrow(expect.objectContaining({ code: 'unsupported' }))
    const none = withSettings(smallFbx(), { UnitScaleFactor: doubleLine('UnitScaleFactor', 0) })
    expect(() => bakeFbxUnits(none)).toThrow(/said to be 0 centimetres/)
  })

  test('a second bake gives the same bytes', () => {
    expect(Buffer.compare(bakeFbxUnits(smallFbx()).bytes, bakeFbxUnits(smallFbx()).bytes)).toBe(0)
  })
})
