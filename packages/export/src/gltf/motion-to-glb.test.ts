import { WebIO } from '@gltf-transform/core'
import { validateBytes } from 'gltf-validator'
import { AnimationMixer, type Object3D } from 'three'
import { GLTFLoader } from 'three/examples/jsm/loaders/GLTFLoader.js'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { figureJoints } from '../../test/sample-figure.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import { toMotion } from '../motion/to-motion.ts'
import { motionToGlb } from './motion-to-glb.ts'

const motionOf = (text: string): ReturnType<typeof toMotion>['motion'] => toMotion(parseBvh(text)).motion
const plain = motionOf(bvhText())

describe('the Khronos validator finds nothing', () => {
  test.each([
    ['with a figure', bvhText(), true],
    ['without a figure', bvhText(), false],
    ['with a single frame', bvhText({ frames: ['0 90 0 0 0 0 0 0 0'] }), true],
    ['with a rest pose alone', bvhText().split('MOTION')[0] ?? '', true],
    [
      'with nothing moving',
      bvhText({ rootChannels: '3 Zrotation Xrotation Yrotation', frames: ['0 0 0 0 0 0'] }),
      true,
    ],
    ['with bones of no length', 'HIERARCHY ROOT a { OFFSET 0 0 0 }', true],
    ['with two roots', bvhText().split('MOTION')[0] + 'ROOT Other\n{ OFFSET 100 0 0 CHANNELS 0 }', true],
    [
      'with 300 joints',
      `HIERARCHY ROOT a { OFFSET 0 0 0 ${'JOINT a { OFFSET 0 1 0 '.repeat(299)}${'}'.repeat(300)}`,
      true,
    ],
  ])('%s', async (_, text, figure) => {
    const { issues } = await validateBytes(await motionToGlb(motionOf(text), { figure }))
    expect(issues).toMatchObject({ numErrors: 0, numWarnings: 0 })
  })
})

test('the same motion gives the same bytes', async () => {
  expect(await motionToGlb(motionOf(bvhText()))).toEqual(await motionToGlb(plain))
})

test('no node is scaled, and times have their bounds', async () => {
  const { json } = await new WebIO().binaryToJSON(await motionToGlb(plain))
  expect(json.nodes?.some((node) => 'scale' in node || 'matrix' in node)).toBe(false)
  const input = json.animations?.[0]?.samplers[0]?.input ?? -1
  expect(json.accessors?.[input]).toMatchObject({ min: [0], max: [Math.fround(1 / 30)] })
})

test('the keys of a long take are in memory once more, and not twice', async () => {
  const frameCount = 20_000
  const joints = figureJoints()
  const rotations = Float32Array.from(
    { length: frameCount * joints.length * 4 },
    (_, at) => [0.6, 0, 0, 0.8][at % 4] ?? 0,
  )
  const before = process.memoryUsage().arrayBuffers
  const glb = await motionToGlb({ joints, fps: 30, frameCount, rotations, translations: [] })
  expect(glb.length).toBeGreaterThan(rotations.byteLength)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(glb.length * 1.5)
})

test('without a figure the skin stays', async () => {
  const { json } = await new WebIO().binaryToJSON(await motionToGlb(plain, { figure: false }))
  expect([json.meshes, json.skins?.length, json.skins?.[0]?.joints.length]).toEqual([undefined, 1, 2])
})

test('three.js sees every joint where we see it', async () => {
  const frames = Array.from(
    { length: 8 },
    (_, frame) => `${frame} 90 0 ${frame * 40} ${frame * 7} 12 ${-frame} 30 ${frame * 5}`,
  )
  const motion = motionOf(bvhText({ frames }))
  const { buffer } = await motionToGlb(motion)
  const { scene, animations } = await new GLTFLoader().parseAsync(buffer, '')
  const [clip] = animations
  if (!clip) throw new Error('three.js found no clip')
  const mixer = new AnimationMixer(scene)
  mixer.clipAction(clip).play()
  const poseOf = createPoseReader(motion)
  for (let frame = 0; frame < frames.length - 1; frame++) {
    mixer.setTime(frame / motion.fps)
    scene.updateMatrixWorld(true)
    const { joints } = poseOf(frame)
    for (const [index, { name }] of motion.joints.entries())
      for (const [axis, value] of placeOf(scene, name).entries())
        expect(value).toBeCloseTo(joints[index * 3 + axis] ?? Number.NaN, 5)
  }
})

const placeOf = (scene: Object3D, name: string): readonly number[] =>
  scene.getObjectByName(name)?.matrixWorld.elements.slice(12, 15) ?? []
