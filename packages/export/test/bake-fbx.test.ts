import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { bakeFbxUnits } from '../src/fbx/bake-fbx-units.ts'
import { motionToFbx } from '../src/fbx/motion-to-fbx.ts'
import { readFbxSettings } from '../src/fbx/read-fbx-settings.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { describeInBlender, inTemporaryFolder, runBlender } from './blender.ts'
import { bvhText } from './bvh-text.ts'
import { lookInBlender, type SeenByBlender } from './fbx-blender.ts'
import { openInThree, type Shown } from './fbx-three.ts'
import { describeWhere } from './real-files.ts'

const TIMEOUT = 180_000
const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'fbx') : null
const fixture = (name: string): Uint8Array => readFileSync(join(fixtures ?? '', `${name}.fbx`))

const height = ({ bounds }: Shown): number => bounds.max[1] - bounds.min[1]
/** Degrees that the top objects stand turned by. */
const turns = (bytes: Uint8Array): readonly number[] =>
  openInThree(bytes).roots.map(
    ({ turn }) => (2 * Math.acos(Math.min(1, Math.abs(turn[3] ?? 1))) * 180) / Math.PI,
  )

/**
 * How large Unity makes what is one unit in the file: with "Convert Units" it multiplies by the file's unit in metres,
 * without it takes units as they are (ModelImporter `useFileScale`, Unity manual, "Model tab").
 */
const unityScale = (bytes: Uint8Array, convertUnits: boolean): number =>
  convertUnits ? readFbxSettings(bytes).unitScaleFactor / 100 : 1

function expectAlike(before: SeenByBlender | undefined, after: SeenByBlender | undefined): void {
  expect(before?.error ?? after?.error).toBeUndefined()
  for (const [index, moment] of (before?.moments ?? []).entries()) {
    for (const axis of [0, 1, 2])
      for (const side of [0, 1])
        expect(after?.moments[index]?.bounds?.[axis]?.[side]).toBeCloseTo(
          moment.bounds?.[axis]?.[side] ?? NaN,
          4,
        )
    for (const [name, place] of Object.entries(moment.joints))
      for (const axis of [0, 1, 2])
        expect(after?.moments[index]?.joints[name]?.[axis]).toBeCloseTo(place[axis] ?? NaN, 4)
  }
}

describeWhere(fixtures !== null)('files of other makers', { timeout: TIMEOUT }, () => {
  test.each([
    ['geno_bind', 1.654],
    ['neo_humanoid', 1.815],
  ])('%s is 100 times too big in three.js, and right after baking', (name, metres) => {
    const before = fixture(name)
    const { bytes, notes } = bakeFbxUnits(before)
    expect(height(openInThree(before).show())).toBeCloseTo(metres * 100, -1)
    expect(height(openInThree(bytes).show())).toBeCloseTo(height(openInThree(before).show()) / 100, 4)
    expect(notes.map(({ code }) => code)).toEqual(['unit-baked'])
    expect(unityScale(before, true)).not.toBe(unityScale(before, false))
    expect(unityScale(bytes, true)).toBe(unityScale(bytes, false))
  })

  test('the objects of a Blender export stand turned by -90 degrees, and straight after baking', () => {
    const before = fixture('blender_half_skinned')
    const { bytes, notes } = bakeFbxUnits(before)
    expect(turns(before).map(Math.round)).toEqual([90, 90])
    expect(turns(bytes).map(Math.round)).toEqual([0, 0])
    expect(notes.map(({ code }) => code)).toEqual(['root-straightened'])
    const [was, is] = [openInThree(before).show(), openInThree(bytes).show()]
    for (const axis of [0, 1, 2]) {
      expect(is.bounds.min[axis]).toBeCloseTo(was.bounds.min[axis] ?? NaN, 5)
      expect(is.bounds.max[axis]).toBeCloseTo(was.bounds.max[axis] ?? NaN, 5)
    }
  })

  test('a file that is right is given back as it is', () => {
    const before = fixture('kaykit_sword')
    const { bytes, notes } = bakeFbxUnits(before)
    expect(bytes).toBe(before)
    expect(notes.map(({ code }) => code)).toEqual(['bake-not-needed'])
  })

  test.each(['geno_bind', 'neo_humanoid', 'blender_half_skinned'])(
    'baking %s twice changes nothing more',
    (name) => {
      const once = bakeFbxUnits(fixture(name)).bytes
      expect(bakeFbxUnits(once)).toMatchObject({ notes: [{ code: 'bake-not-needed' }] })
    },
  )

  describeInBlender('in %s', (command) => {
    test('sizes and joints are the same before and after, and no scale is 0.01', async () => {
      const names = ['geno_bind', 'neo_humanoid', 'blender_half_skinned', 'kaykit_sword']
      const seen = await lookInBlender(
        command,
        names.flatMap((name) => [
          { name: 'before.fbx', bytes: fixture(name) },
          { name: 'after.fbx', bytes: bakeFbxUnits(fixture(name)).bytes },
        ]),
      )
      for (const [index] of names.entries()) {
        const [before, after] = [seen[index * 2], seen[index * 2 + 1]]
        expectAlike(before, after)
        for (const { type, scale } of after?.objects ?? [])
          if (type === 'ARMATURE') for (const part of scale) expect(part).toBeCloseTo(1, 5)
      }
    })
  })
})

describeInBlender('the exports of %s, with the options it comes with', (command) => {
  /** Blender imports our FBX file and exports it again: objects scaled by 100, turned by -90 degrees, all curves baked. */
  const exportedByBlender = (zUp: boolean): Promise<Uint8Array> =>
    inTemporaryFolder(async (folder) => {
      const frames = Array.from({ length: 12 }, (_, frame) =>
        [
          frame * 3,
          90 + frame,
          frame * 5,
          frame * 8,
          frame * 4,
          frame * -3,
          frame * 9,
          frame,
          frame * 5,
        ].join(' '),
      )
      const { motion } = toMotion(parseBvh(bvhText({ frames })))
      writeFileSync(join(folder, 'in.fbx'), motionToFbx(motion, { unit: 'm', name: 'take' }))
      const script = [
        'import os, bpy',
        'folder = os.path.dirname(os.path.abspath(__file__))',
        'bpy.ops.wm.read_factory_settings(use_empty=True)',
        'bpy.ops.import_scene.fbx(filepath=os.path.join(folder, "in.fbx"))',
        'for item in bpy.context.scene.objects: item.select_set(True)',
        'bpy.context.view_layer.objects.active = bpy.context.scene.objects[0]',
        'bpy.ops.object.transform_apply(location=False)',
        'figure = next(item for item in bpy.context.scene.objects if item.type == "MESH")',
        'figure.shape_key_add(name="Basis")',
        'shape = figure.shape_key_add(name="up")',
        'for point in shape.data: point.co = (point.co.x + 0.1, point.co.y + 0.2, point.co.z + 0.3)',
        'shape.value = 1',
        'bpy.context.scene.frame_start, bpy.context.scene.frame_end = 1, 12',
        `bpy.ops.export_scene.fbx(filepath=os.path.join(folder, "out.fbx"), add_leaf_bones=False, bake_anim_use_all_actions=False${zUp ? ', axis_forward="Y", axis_up="Z"' : ''})`,
      ]
      writeFileSync(join(folder, 'export.py'), script.join('\n'))
      await runBlender(command, join(folder, 'export.py'))
      return Uint8Array.from(readFileSync(join(folder, 'out.fbx')))
    })

  test.each([
    ['Y up', false],
    ['Z up', true],
  ])('%s: scaled and turned before, neither after, and the motion is the same', async (_, zUp) => {
    const before = await exportedByBlender(zUp)
    const { bytes, notes } = bakeFbxUnits(before)
    expect(notes.map(({ code }) => code)).toEqual(
      zUp
        ? expect.arrayContaining(['axes-turned', 'scale-baked'])
        : ['unit-baked', 'root-straightened', 'scale-baked'],
    )
    const [was, is] = [openInThree(before), openInThree(bytes)]
    expect(was.roots.map(({ scale }) => Math.round(scale))).toContain(100)
    for (const { scale, turn } of is.roots) {
      expect(scale).toBeCloseTo(1, 5)
      expect(Math.abs(turn[3] ?? 0)).toBeCloseTo(1, 5)
    }
    for (const seconds of [0, 0.1, 0.2, 0.35]) {
      const [large, right] = [was.show({ clip: 0, seconds }), is.show({ clip: 0, seconds })]
      for (const [name, [x, y, z]] of Object.entries(large.joints)) {
        const expected = zUp ? [x, z, -y] : [x, y, z]
        for (const axis of [0, 1, 2])
          expect(right.joints[name]?.[axis]).toBeCloseTo((expected[axis] ?? NaN) / 100, 4)
      }
    }
    const frames = [0, 3, 7, 11]
    const [seenBefore, seenAfter] = await lookInBlender(command, [
      { name: 'before.fbx', bytes: before, frames },
      { name: 'after.fbx', bytes, frames },
    ])
    expectAlike(seenBefore, seenAfter)
  })
})
