import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { glbToFbx } from '../src/fbx/glb-to-fbx.ts'
import { motionToFbx } from '../src/fbx/motion-to-fbx.ts'
import { readFbxSettings } from '../src/fbx/read-fbx-settings.ts'
import { motionToGlb } from '../src/gltf/motion-to-glb.ts'
import type { Motion } from '../src/motion/motion.ts'
import { createPoseReader } from '../src/motion/pose-reader.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { describeInBlender } from './blender.ts'
import { bvhText } from './bvh-text.ts'
import { fromBlender, lookInBlender } from './fbx-blender.ts'
import { assimpPath, assimpPlaces, openInAssimp } from './fbx-assimp.ts'
import { openInThree } from './fbx-three.ts'
import { describeWhere } from './real-files.ts'

/** Metres. FBX keys are 32-bit floats of degrees and centimetres. */
const TOLERANCE = 1e-4
const TIMEOUT = 180_000
const fixtures = process.env['ONETAKE_FIXTURES']

type Places = Readonly<Record<string, readonly [number, number, number]>>

/** Turns about every axis, far beyond a full one, through the angles where x and z fall together. */
function tumbling(frameTime = 'Frame Time: 0.0333333'): Motion {
  const frames = Array.from({ length: 40 }, (_, frame) =>
    [frame * 3, 90 - frame, frame, frame * 23, 90, frame * -11, frame * 9, frame * 31, frame * 5].join(' '),
  )
  return toMotion(parseBvh(bvhText({ frameTime, frames }))).motion
}

/** Where the motion itself says the joints are. */
function placesOf(motion: Motion, frame: number): Places {
  const pose = createPoseReader(motion)(frame).joints
  return Object.fromEntries(
    motion.joints.map(({ name }, at) => [
      name,
      [pose[at * 3] ?? 0, pose[at * 3 + 1] ?? 0, pose[at * 3 + 2] ?? 0],
    ]),
  )
}

/** Between the two joints that are furthest apart; NaN where one is missing. */
const worst = (expected: Places, seen: Places, scale = 1): number =>
  Math.max(
    ...Object.entries(expected).map(([name, [x, y, z]]) => {
      const [a = NaN, b = NaN, c = NaN] = seen[name] ?? []
      return Math.hypot(a * scale - x, b * scale - y, c * scale - z)
    }),
  )

const motionsOf = (): readonly (readonly [string, () => Motion])[] => [
  ['a tumbling figure', tumbling],
  ...(fixtures
    ? ['cmu_jumping_jacks', 'makehuman_walk1', 'mocapbank_crlf'].map(
        (name) =>
          [
            name,
            () => toMotion(parseBvh(readFileSync(join(fixtures, 'bvh', `${name}.bvh`)))).motion,
          ] as const,
      )
    : []),
]

const framesOf = ({ frameCount }: Motion): readonly number[] =>
  [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1].map((part) => Math.floor(part * (frameCount - 1)))

describe('a motion as FBX', { timeout: TIMEOUT }, () => {
  test.each(motionsOf())('%s: three.js has every joint where the motion says', (_, make) => {
    const motion = make()
    for (const unit of ['cm', 'm'] as const) {
      const opened = openInThree(motionToFbx(motion, { unit }))
      expect(opened.unitScaleFactor).toBe(unit === 'cm' ? 1 : 100)
      expect(opened.clips).toHaveLength(1)
      expect(opened.clips[0]?.duration).toBeCloseTo((motion.frameCount - 1) / motion.fps, 4)
      for (const frame of framesOf(motion)) {
        const { joints } = opened.show({ clip: 0, seconds: frame / motion.fps })
        expect(worst(placesOf(motion, frame), joints, opened.unitScaleFactor / 100)).toBeLessThan(TOLERANCE)
      }
    }
  })

  describeInBlender('in %s', (command) => {
    test('there is one armature, one action of all frames, and every joint', async () => {
      const motions = motionsOf().map(([, make]) => make())
      const cases = motions.flatMap((motion) =>
        (['cm', 'm'] as const).map((unit) => ({
          name: 'a.fbx',
          bytes: motionToFbx(motion, { unit, name: 'take' }),
          frames: framesOf(motion),
        })),
      )
      const seen = await lookInBlender(command, cases)
      expect(seen).toHaveLength(cases.length)
      for (const [index, { objects, actions, fps, moments }] of seen.entries()) {
        const motion = motions[index >> 1]
        if (!motion) throw new Error('no motion')
        const size = index % 2 === 0 ? 0.01 : 1
        expect(objects.map(({ type }) => type).toSorted()).toEqual(['ARMATURE', 'MESH'])
        expect(objects.find(({ type }) => type === 'ARMATURE')?.name).toBe('take')
        expect(objects.find(({ type }) => type === 'ARMATURE')?.scale[0]).toBeCloseTo(size, 6)
        expect(actions).toHaveLength(1)
        expect(actions[0]?.range[0]).toBeCloseTo(1, 3)
        expect(actions[0]?.range[1]).toBeCloseTo(motion.frameCount, 3)
        expect(fps).toBeCloseTo(motion.fps, 2)
        for (const [moment, frame] of framesOf(motion).entries()) {
          const joints = Object.fromEntries(
            Object.entries(moments[moment]?.joints ?? {}).map(([name, place]) => [name, fromBlender(place)]),
          )
          expect(worst(placesOf(motion, frame), joints)).toBeLessThan(TOLERANCE)
        }
      }
    })

    test('the bent figure is as large as that of the GLB', async () => {
      const motion = tumbling()
      const frames = [0, 13, 39]
      const [fbx, glb] = await lookInBlender(command, [
        { name: 'a.fbx', bytes: motionToFbx(motion), frames },
        { name: 'a.glb', bytes: await motionToGlb(motion), frames },
      ])
      for (const [index] of frames.entries())
        for (const axis of [0, 1, 2])
          for (const side of [0, 1])
            expect(fbx?.moments[index]?.bounds?.[axis]?.[side]).toBeCloseTo(
              glb?.moments[index]?.bounds?.[axis]?.[side] ?? NaN,
              4,
            )
    })
  })

  test.skipIf(!assimpPath).each(motionsOf())(
    '%s: assimp has every joint where the motion says',
    async (_, make) => {
      const motion = make()
      for (const [unit, metres] of [
        ['cm', 0.01],
        ['m', 1],
      ] as const) {
        const scene = await openInAssimp(motionToFbx(motion, { unit }))
        const [clip] = scene.animations ?? []
        expect((clip?.duration ?? 0) / (clip?.tickspersecond ?? 1)).toBeCloseTo(
          (motion.frameCount - 1) / motion.fps,
          3,
        )
        for (const frame of framesOf(motion))
          expect(worst(placesOf(motion, frame), assimpPlaces(scene, frame), metres)).toBeLessThan(TOLERANCE)
      }
    },
  )

  test.each([
    ['0.0333333', 30, 6],
    ['0.04', 25, 10],
    ['0.0166667', 60, 3],
    ['0.0416667', 24, 11],
    ['0.0333667', 30_000 / 1001, 9],
    ['0.025', 40, 14],
  ])('frame time %s is %d fps, time mode %i', (frameTime, fps, timeMode) => {
    const settings = readFbxSettings(motionToFbx(tumbling(`Frame Time: ${frameTime}`), { name: 'take' }))
    expect(settings.fps).toBeCloseTo(fps, 6)
    expect(settings.timeMode).toBe(timeMode)
    expect(settings.clips).toMatchObject([{ name: 'take', startSeconds: 0 }])
    expect(settings.clips[0]?.durationSeconds).toBeCloseTo(39 / fps, 6)
  })

  test('two builds are the same bytes', () => {
    expect(Buffer.compare(motionToFbx(tumbling()), motionToFbx(tumbling()))).toBe(0)
  })
})

describeWhere(fixtures !== undefined)('a GLB of somebody else as FBX', { timeout: TIMEOUT }, () => {
  const glb = (name: string): Uint8Array => readFileSync(join(fixtures ?? '', 'glb', `${name}.glb`))

  describeInBlender('in %s', (command) => {
    test.each([
      ['fox', 3, 'Walk'],
      ['robot_quaternius', 14, 'Robot_Dance'],
      ['greenman', 4, '2_move'],
      // In many of its 76 clips joints rest that other clips turn.
      ['kaykit_mage', 76, 'Walking_A'],
    ])('%s: both are bent alike', async (name, clips, action) => {
      const frames = [0, 3, 7, 11]
      const { bytes } = await glbToFbx(glb(name), { fps: 30 })
      const [fbx, source] = await lookInBlender(command, [
        { name: 'a.fbx', bytes, frames, action },
        { name: 'a.glb', bytes: glb(name), frames, action, fps: 30 },
      ])
      expect(fbx?.objects.filter(({ type }) => type === 'ARMATURE')).toHaveLength(1)
      expect(fbx?.actions).toHaveLength(clips)
      const [x, y] = source?.moments[0]?.bounds ?? []
      const size = Math.max(Number(x?.[1]) - Number(x?.[0]), Number(y?.[1]) - Number(y?.[0]))
      for (const [index] of frames.entries())
        for (const axis of [0, 1, 2])
          for (const side of [0, 1])
            expect(
              Math.abs(
                Number(fbx?.moments[index]?.bounds?.[axis]?.[side]) -
                  Number(source?.moments[index]?.bounds?.[axis]?.[side]),
              ),
            ).toBeLessThan(TOLERANCE * Math.max(1, size))
    })
  })

  test('a second build is the same bytes', async () => {
    const [one, two] = [await glbToFbx(glb('fox')), await glbToFbx(glb('fox'))]
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0)
    expect(one.notes).toMatchObject([{ code: 'left-out' }])
  })
})
