import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bundleFor } from '../src/bundle/bundle-for.ts'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { exportFor } from '../src/export-for.ts'
import { motionToGlb } from '../src/gltf/motion-to-glb.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { splatsTo } from '../src/splat/splats-to.ts'
import {
  type BlenderCommand,
  compareInBlender,
  describeInBlender,
  inTemporaryFolder,
  type OracleCase,
  type OracleResult,
  runBlender,
} from './blender.ts'
import { bvhText } from './bvh-text.ts'
import { sampleSplats } from './sample-splats.ts'
import { talkingVideo } from './talking-video.ts'

const ffmpeg = process.env['FFMPEG_PATH']

/** Metres. Two 32-bit chains of sixty joints differ by about 1e-6. */
const TOLERANCE = 1e-4

/** Files whose meaning Blender reads differently, on purpose of ours: see the table in the README. */
const KNOWN_DISAGREEMENTS: readonly string[] = ['makehuman_tpose_allpos.bvh']

const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'bvh') : null

async function prepare(folder: string, name: string, bytes: Uint8Array): Promise<OracleCase> {
  const bvh = parseBvh(bytes)
  const { motion, notes } = toMotion(bvh)
  const paths = { bvh: join(folder, `${name}.bvh`), glb: join(folder, `${name}.glb`) }
  writeFileSync(paths.bvh, bytes)
  writeFileSync(paths.glb, await motionToGlb(motion, { name }))
  const longest = bvh.joints.findIndex(({ offset }) => Math.hypot(...offset) > 0.01)
  const ours = Math.hypot(...(motion.joints[longest]?.offset ?? [1, 0, 0]))
  const theirs = Math.hypot(...(bvh.joints[longest]?.offset ?? [1, 0, 0]))
  return {
    name,
    ...paths,
    metresPerUnit: ours / theirs,
    zUp: notes.some(({ code }) => code === 'up-axis-turned'),
    fps: motion.fps,
    frames: Array.from({ length: Math.max(motion.frameCount, 1) }, (_, frame) => frame),
    names: motion.joints.map((joint) => joint.name),
  }
}

function compare(
  command: BlenderCommand,
  files: readonly { name: string; bytes: Uint8Array }[],
): Promise<readonly OracleResult[]> {
  return inTemporaryFolder(async (folder) => {
    const cases: OracleCase[] = []
    for (const { name, bytes } of files) cases.push(await prepare(folder, name, bytes))
    return compareInBlender(command, cases)
  })
}

describeInBlender('%s', (command) => {
  test('its own BVH importer and our GLB agree, in all six Euler orders', async () => {
    const orders = ['XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX']
    const frames = Array.from({ length: 8 }, (_, frame) =>
      [frame * 3, 90 - frame, frame, ...[11, -23, 31, 47, -5, 13].map((step) => step * frame)].join(' '),
    )
    const results = await compare(
      command,
      orders.map((order) => {
        const rotations = [...order].map((axis) => `${axis}rotation`).join(' ')
        const text = bvhText({
          rootChannels: `6 Xposition Yposition Zposition ${rotations}`,
          childChannels: `3 ${rotations}`,
          rootOffset: '0 93.5 0',
          frames,
        }).replace(
          'OFFSET 0 40 0\n    }',
          'OFFSET 0 40 0\n    }\n    JOINT Arm\n    {\n    OFFSET 30 5 -7\n    CHANNELS 0\n    }',
        )
        return { name: order, bytes: new TextEncoder().encode(text) }
      }),
    )
    expect(results.map(({ name }) => name)).toEqual(orders)
    for (const { distance } of results) expect(distance).toBeLessThan(TOLERANCE)
  })

  // Files of other makers are not ours to commit; no machine has to have them.
  test.for(fixtures ? [fixtures] : [])('and on files of many makers', async (folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.bvh'))
    const results = await compare(
      command,
      names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) })),
    )
    expect(results.map(({ name }) => name)).toEqual(names)
    const apart = results.filter(({ distance }) => distance === undefined || distance > TOLERANCE)
    expect(apart.map(({ name }) => name)).toEqual(KNOWN_DISAGREEMENTS)
  })

  test.each([
    ['30 fps', 'Frame Time: 0.0333333', 30],
    ['29.97 fps', 'Frame Time: 0.0333667', 29.97],
  ])('a bundle opens as one armature with one action at %s', async (_, frameTime, fps) => {
    const frames = Array.from({ length: 1001 }, (_unused, frame) => `0 90 0 ${frame} 0 0 0 0 0`)
    const bytes = new TextEncoder().encode(bvhText({ frameTime, frames }))
    const { files } = await exportFor('blender', [{ name: 'Two words.bvh', bytes }])
    const made = await inTemporaryFolder(async (folder) => {
      for (const { path, bytes: content } of files) writeFileSync(join(folder, path), content)
      const output = await runBlender(
        command,
        join(folder, 'import_Two_words.py'),
        '--save',
        join(folder, 'out.blend'),
      )
      expect(readdirSync(folder)).toContain('out.blend')
      return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}')
    })
    expect(made).toMatchObject({
      made: [
        { name: 'Two_words', type: 'ARMATURE' },
        { name: 'Two_words figure', type: 'MESH' },
      ],
      actions: [{ name: 'Two_words', frames: [0, 1000] }],
      frameStart: 0,
      frameEnd: 1000,
    })
    expect(made.fps).toBeCloseTo(fps, 3)
  })

  test('without a figure it is still one armature with one action', async () => {
    const bytes = new TextEncoder().encode(bvhText())
    const { files } = await exportFor('blender', [{ name: 'a.bvh', bytes }], { figure: false })
    const output = await inTemporaryFolder(async (folder) => {
      for (const { path, bytes: content } of files) writeFileSync(join(folder, path), content)
      return runBlender(command, join(folder, 'import_a.py'))
    })
    expect(JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}')).toMatchObject({
      made: [{ name: 'a', type: 'ARMATURE' }],
      actions: [{ name: 'a', frames: [0, 1] }],
    })
  })

  test.each([
    ['the start-up cube makes room for the figure', '', ['Camera', 'Light', 'a', 'a figure']],
    [
      'a cube that was moved stays',
      'bpy.data.objects["Cube"].location.x = 3',
      ['Camera', 'Cube', 'Light', 'a', 'a figure'],
    ],
    [
      'a cube that was reshaped stays',
      'bpy.data.meshes["Cube"].vertices[0].co.z = -2',
      ['Camera', 'Cube', 'Light', 'a', 'a figure'],
    ],
    [
      'a cube with company stays',
      'bpy.ops.object.empty_add()',
      ['Camera', 'Cube', 'Empty', 'Light', 'a', 'a figure'],
    ],
    [
      'a cube of a file that is open stays',
      'bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "mine.blend"))',
      ['Camera', 'Cube', 'Light', 'a', 'a figure'],
    ],
  ])('%s', async (_, before, objects) => {
    const bytes = new TextEncoder().encode(bvhText())
    const { files } = await exportFor('blender', [{ name: 'a.bvh', bytes }])
    const output = await inTemporaryFolder(async (folder) => {
      for (const { path, bytes: content } of files) writeFileSync(join(folder, path), content)
      const script = [
        'import json, os, runpy',
        'import bpy',
        'folder = os.path.dirname(os.path.abspath(__file__))',
        before,
        'runpy.run_path(os.path.join(folder, "import_a.py"), run_name="__main__")',
        'print("OBJECTS " + json.dumps(sorted(item.name for item in bpy.context.scene.objects)))',
      ]
      writeFileSync(join(folder, 'around.py'), script.join('\n'))
      return runBlender(command, join(folder, 'around.py'))
    })
    const line = output.split('\n').find((text) => text.startsWith('OBJECTS ')) ?? 'OBJECTS []'
    expect(JSON.parse(line.slice('OBJECTS '.length))).toEqual(objects)
  })

  test('an incomplete bundle says what is missing', async () => {
    const bytes = new TextEncoder().encode(bvhText())
    const { files } = await exportFor('blender', [{ name: 'a.bvh', bytes }])
    await inTemporaryFolder(async (folder) => {
      for (const { path, bytes: content } of files)
        if (!path.endsWith('.glb')) writeFileSync(join(folder, path), content)
      await expect(runBlender(command, join(folder, 'import_a.py'))).rejects.toThrow(
        /The bundle is incomplete: .*a\.glb is missing/,
      )
    })
  })

  test.skipIf(!ffmpeg)(
    'a video becomes a plane that shows each frame at its time, and a strip of sound',
    async () => {
      const { files } = await bundleFor('blender', [{ name: 'talk.mp4', bytes: await talkingVideo() }])
      const found = await inTemporaryFolder(async (folder) => {
        for (const { path, bytes } of files) writeFileSync(join(folder, path), bytes)
        await runBlender(command, join(folder, 'import_talk.py'), '--save', join(folder, 'out.blend'))
        const output = await runBlender(
          command,
          fileURLToPath(new URL('look-at-movie.py', import.meta.url)),
          join(folder, 'out.blend'),
          join(folder, 'frame.png'),
          '9',
          '10',
        )
        return JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}')
      })
      expect(found).toMatchObject({
        objects: [['talk', 'MESH', [2, 0, 1]]],
        // Beside the .blend, wherever both are moved to.
        movies: ['//talk.mp4'],
        follows: [true],
        strips: [['talk', 'SOUND', 0, 20]],
        fps: 10,
        range: [0, 19],
        sync: 'AUDIO_SYNC',
      })
      // Upper left, upper right, lower left: what a render shows, which a strip of pictures would have replaced.
      expect(found.frames).toEqual([
        ['red', 'blue', 'red'],
        ['red', 'blue', 'green'],
      ])
    },
  )

  test('its own PLY importer takes our splats upright', async () => {
    const splats = sampleSplats(50, 0)
    const { files } = await bundleFor('blender', [
      { name: 'room.ply', bytes: (await splatsTo('ply', splats)).bytes },
    ])
    const output = await inTemporaryFolder((folder) => {
      for (const { path, bytes } of files) writeFileSync(join(folder, path), bytes)
      const script = [
        'import json, os, bpy',
        'path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "room.ply")',
        'newer = "ply_import" in dir(bpy.ops.wm)',
        '(bpy.ops.wm.ply_import if newer else bpy.ops.import_mesh.ply)(filepath=path)',
        'print("PLACES " + json.dumps([list(at.co) for at in bpy.context.object.data.vertices]))',
      ]
      writeFileSync(join(folder, 'look.py'), script.join('\n'))
      return runBlender(command, join(folder, 'look.py'))
    })
    const line = output.split('\n').find((text) => text.startsWith('PLACES ')) ?? 'PLACES []'
    const places: readonly number[][] = JSON.parse(line.slice('PLACES '.length))
    expect(places).toHaveLength(50)
    for (const [index, place] of places.entries()) {
      const [x = 0, y = 0, z = 0] = splats.positions.subarray(index * 3, index * 3 + 3)
      for (const [axis, value] of [x, -z, y].entries()) expect(place[axis]).toBeCloseTo(value, 5)
    }
  })
})
