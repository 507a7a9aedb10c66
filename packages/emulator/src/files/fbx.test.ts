import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { worldPose } from '../motion/forward-kinematics.ts'
import { createMotion } from '../motion/motion.ts'
import { jointIndex } from '../motion/rig.ts'
import { toFbx, toFbxZip } from './fbx.ts'
import { toGlb } from './glb.ts'

const motion = createMotion({ prompt: 'a person waves', durationSeconds: 2, seed: 5, variant: 1 })

test('the file begins and ends as binary FBX 7.4 does', () => {
  const fbx = toFbx(motion)
  expect(new TextDecoder().decode(fbx.subarray(0, 20))).toBe('Kaydara FBX Binary  ')
  expect(new DataView(fbx.buffer, fbx.byteOffset).getUint32(23, true)).toBe(7400)
  // after the padding: the version again, 120 zeros, and the closing mark
  expect((fbx.length - 140) % 16).toBe(0)
  expect(new DataView(fbx.buffer).getUint32(fbx.length - 140, true)).toBe(7400)
})

test('the archive holds the file, and is the same bytes every time', () => {
  const zip = toFbxZip(motion)
  expect(Object.keys(unzipSync(zip))).toEqual(['wave.fbx'])
  expect(Buffer.compare(unzipSync(zip)['wave.fbx'] ?? new Uint8Array(), toFbx(motion))).toBe(0)
  // the zip format keeps seconds in pairs
  vi.useFakeTimers({ now: Date.now() + 60_000 })
  expect(Buffer.compare(toFbxZip(motion), zip)).toBe(0)
  vi.useRealTimers()
})

const blender = process.env['BLENDER_PATH']

/** What the script below prints. */
interface Seen {
  readonly places: Readonly<Record<string, readonly number[]>>
  readonly bounds: readonly (readonly number[])[]
}

/** Prints armatures, actions, places of some joints in the world, and the size of the bent mesh, as one line of JSON. */
const script = `
import bpy, json, sys
import numpy
numpy.bool = bool
bpy.ops.wm.read_factory_settings(use_empty=True)
bpy.context.scene.render.fps = 30
path = sys.argv[sys.argv.index('--') + 1]
fbx = path.endswith('.fbx')
bpy.ops.import_scene.fbx(filepath=path) if fbx else bpy.ops.import_scene.gltf(filepath=path)
rigs = [o for o in bpy.data.objects if o.type == 'ARMATURE']
meshes = [o for o in bpy.data.objects if o.type == 'MESH']
rig = rigs[0]
places = {}
bpy.context.scene.frame_set(31 if fbx else 30)
for name in ('hips_JNT', 'r_hand_JNT', 'l_foot_JNT', 'r_handPinky3_JNT'):
    places[name] = list(rig.matrix_world @ rig.pose.bones[name].head)
bent = meshes[0].evaluated_get(bpy.context.evaluated_depsgraph_get())
corners = [bent.matrix_world @ v.co for v in bent.data.vertices]
bounds = [[min(c[i] for c in corners), max(c[i] for c in corners)] for i in range(3)]
print('RESULT' + json.dumps({'rigs': len(rigs), 'bones': len(rig.data.bones), 'actions': len(bpy.data.actions),
  'range': list(rig.animation_data.action.frame_range), 'fps': bpy.context.scene.render.fps, 'places': places, 'bounds': bounds}))
`

describe.skipIf(!blender)(
  'in Blender',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'emulator-fbx-'))
    afterAll(() => rmSync(folder, { recursive: true }))

    const load = (name: string, bytes: Uint8Array): Seen => {
      writeFileSync(join(folder, name), bytes)
      writeFileSync(join(folder, 'look.py'), script)
      const options = [
        '-b',
        '--factory-startup',
        '--python-exit-code',
        '1',
        '-P',
        join(folder, 'look.py'),
        '--',
        join(folder, name),
      ]
      const out = execFileSync(blender ?? '', options, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      return JSON.parse(/RESULT(.*)/.exec(out)?.[1] ?? 'null')
    }
    let fbx: Seen
    let glb: Seen
    beforeAll(() => {
      fbx = load('wave.fbx', toFbx(motion))
      glb = load('wave.glb', toGlb(motion))
    }, 60_000)

    test('there is one armature with all bones and one action of all frames', () => {
      expect(fbx).toMatchObject({ rigs: 1, bones: 52, actions: 1, range: [1, 60], fps: 30 })
    })

    test('every joint is where the motion says, in metres of the world', () => {
      const world = worldPose(motion, 30)
      for (const [name, place] of Object.entries(fbx.places)) {
        const [x, y, z] = world.positions[jointIndex(name)] ?? [0, 0, 0]
        expect(place[0]).toBeCloseTo(x, 3)
        expect(place[1]).toBeCloseTo(-z, 3)
        expect(place[2]).toBeCloseTo(y, 3)
      }
    })

    test('the GLB shows the same pose and the same bent skin as the FBX', () => {
      for (const name of Object.keys(fbx.places)) {
        for (const axis of [0, 1, 2])
          expect(glb.places[name]?.[axis]).toBeCloseTo(fbx.places[name]?.[axis] ?? NaN, 3)
      }
      for (const axis of [0, 1, 2]) {
        for (const end of [0, 1])
          expect(fbx.bounds[axis]?.[end]).toBeCloseTo(glb.bounds[axis]?.[end] ?? NaN, 3)
      }
    })
  },
  60_000,
)
