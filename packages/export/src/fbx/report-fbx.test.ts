import { describe, expect, test } from 'vitest'
import { smallFbx, withModel, withSettings } from '../../test/fbx-files.ts'
import { doubleLine, intLine, vectorLine } from './file/properties70.ts'
import { readFbxSettings } from './read-fbx-settings.ts'
import { formatFbxReport, reportFbx } from './report-fbx.ts'

describe('readFbxSettings', () => {
  test('a file says what is in it', () => {
    expect(readFbxSettings(smallFbx())).toMatchObject({
      version: 7400,
      creator: '@onetake/export',
      unitScaleFactor: 1,
      axes: { up: '+y', front: '+z', right: '+x' },
      fps: 30,
      models: 4,
      joints: 2,
      meshes: 1,
      skins: 1,
      materials: 1,
      clips: [{ name: 'take', startSeconds: 0 }],
      roots: [
        { name: 'take', kind: 'Null', turnedDegrees: 0 },
        { name: 'take figure', kind: 'Mesh', turnedDegrees: 0 },
      ],
    })
  })

  test.each([
    [0, 30],
    [11, 24],
    [10, 25],
    [17, 60_000 / 1001],
    [14, 12.5],
    [99, null],
  ])('time mode %i is %d fps', (timeMode, fps) => {
    const bytes = withSettings(smallFbx(), {
      TimeMode: intLine('TimeMode', timeMode),
      CustomFrameRate: doubleLine('CustomFrameRate', 12.5),
    })
    expect(readFbxSettings(bytes).fps).toBe(fps)
  })
})

describe('reportFbx', () => {
  test('a report reads as sentences', () => {
    const turned = withModel(smallFbx(), 'take', {
      'Lcl Rotation': vectorLine('Lcl Rotation', 'Lcl Rotation', [-89.98, 0, 0]),
      'Lcl Scaling': vectorLine('Lcl Scaling', 'Lcl Scaling', [100, 100, 100]),
    })
    expect(formatFbxReport(reportFbx(turned))).toBe(`FBX 7.4 by @onetake/export
one unit is a centimetre, +Y is up, +Z is the front
1 mesh, 2 joints, 1 skin, 1 material
clip "take": 0.03 s at 30 fps

Note: Lengths are centimetres. Blender and Unity convert them and keep a scale of 0.01 on an object or on the import; three.js and assimp do not, and show everything 100 times too big. [unit-centimetres]
Look at this: "take" stands turned by 89.98 degrees: code that sets its rotation will lay it down. [root-turned]
Look at this: "take" is scaled by 100: what is attached to it will be, too. [root-scaled]
`)
  })

  test('a file in metres needs no remark', () => {
    expect(reportFbx(smallFbx('m')).notes).toEqual([])
  })

  test('inches, other axes and left-handed axes are said', () => {
    const codes = (lines: Parameters<typeof withSettings>[1]): readonly string[] =>
      reportFbx(withSettings(smallFbx('m'), lines)).notes.map(({ code }) => code)
    expect(codes({ UnitScaleFactor: doubleLine('UnitScaleFactor', 2.54) })).toEqual(['unit-unusual'])
    expect(
      codes({
        UpAxis: intLine('UpAxis', 2),
        FrontAxis: intLine('FrontAxis', 1),
        FrontAxisSign: intLine('FrontAxisSign', -1),
      }),
    ).toEqual(['axes-unusual'])
    expect(codes({ CoordAxisSign: intLine('CoordAxisSign', -1) })).toEqual(['left-handed'])
  })
})
