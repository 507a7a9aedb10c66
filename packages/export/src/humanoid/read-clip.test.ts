import { describe, expect, test } from 'vitest'
import { figureGlb, figureJoints, swaying } from '../../test/sample-figure.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import type { Motion } from '../motion/motion.ts'
import { listOf, readContainer, recordOf, writeContainer } from '../gltf/glb-container.ts'
import { readClip } from './read-clip.ts'
import { retarget } from './retarget.ts'
import { lengthOf, minus, type Rotation, turnAbout, unit } from '../rotation.ts'
import { createWorldReader } from './world-reader.ts'

const source = swaying(figureJoints())
const turnOf = (joint: number): Rotation => unit([Math.sin(joint), Math.cos(joint), 0.3, 0.5])

function apart(a: Motion, b: Motion): number {
  const [first, second] = [createWorldReader(a), createWorldReader(b)]
  let worst = a.frameCount === b.frameCount ? 0 : Infinity
  for (let frame = 0; frame < a.frameCount; frame++) {
    const [from, to] = [first(frame).places, second(frame).places]
    for (const [joint, { name }] of a.joints.entries()) {
      const other = b.joints.findIndex((one) => one.name === name)
      worst = Math.max(worst, lengthOf(minus(from[joint] ?? [9, 9, 9], to[other] ?? [0, 0, 0])))
    }
  }
  return worst
}

test('what was written is read again, at its own rate', async () => {
  const read = readClip(await motionToGlb(source))
  expect(read.fps).toBe(30)
  expect(apart(source, read)).toBeLessThan(1e-5)
  expect(read.translations.map(({ joint }) => joint)).toEqual([0])
})

test('a clip on odd bone axes below a tipped and scaled armature is the motion it was made of', async () => {
  const rig = await figureGlb(figureJoints(), turnOf, {
    scale: 0.01,
    rotation: turnAbout([1, 0, 0], -Math.PI / 2),
  })
  const { glb, motion } = retarget(source, rig, { name: 'clip' })
  expect(apart(motion, readClip(glb, { clip: 'clip' }))).toBeLessThan(1e-5)
})

test('from one character to another and back it is the same motion', async () => {
  const [a, b] = [
    await figureGlb(figureJoints()),
    await figureGlb(figureJoints({ armsDown: 45, legLength: 0.3, armLength: 0.2 }), turnOf),
  ]
  const there = retarget(source, b, { name: 'clip', floor: 'keep' }).glb
  const back = retarget(readClip(there), a, { name: 'clip', floor: 'keep' })
  expect(apart(retarget(source, a).motion, back.motion)).toBeLessThan(1e-4)
})

test('keys set by hand, two a second, are read at 30', async () => {
  const read = readClip(await motionToGlb({ ...source, fps: 2 }))
  expect([read.fps, read.frameCount]).toEqual([30, 15 * (source.frameCount - 1) + 1])
})

test('twice the rate has twice the frames, the last one at the same time', async () => {
  const read = readClip(await motionToGlb(source), { fps: 60 })
  expect(read.frameCount).toBe(2 * (source.frameCount - 1) + 1)
})

describe('keys', () => {
  const withKeys = async (interpolation: string): Promise<Uint8Array> => {
    const { json, binary } = readContainer(await motionToGlb(source))
    const animations = listOf(json['animations']).map((clip) => ({
      ...recordOf(clip),
      samplers: listOf(recordOf(clip)['samplers']).map((sampler) => ({
        ...recordOf(sampler),
        interpolation,
      })),
    }))
    return writeContainer({ json: { ...json, animations }, binary })
  }

  test('of steps hold until the next', async () => {
    const [stepped, smooth] = [
      readClip(await withKeys('STEP'), { fps: 60 }),
      readClip(await withKeys('LINEAR'), { fps: 60 }),
    ]
    const at = (motion: Motion, frame: number): number => motion.translations[0]?.values[frame * 3 + 2] ?? 9
    expect(at(stepped, 1)).toBe(at(stepped, 0))
    expect(at(smooth, 1)).toBeCloseTo((at(smooth, 0) + at(smooth, 2)) / 2, 5)
  })

  test('of a curve follow its tangents', async () => {
    // Five keys of the 24, read as values with the tangents around them: only the middle of each three counts at a key.
    const { json, binary } = readContainer(await withKeys('CUBICSPLINE'))
    const accessors = listOf(json['accessors']).map(recordOf)
    const animation = recordOf(listOf(json['animations'])[0])
    const first = recordOf(listOf(animation['samplers'])[0])
    const shortened = accessors.map((accessor, index) =>
      index === Number(first['input']) ? { ...accessor, count: 8, max: [7 / 30] } : accessor,
    )
    const read = readClip(writeContainer({ json: { ...json, accessors: shortened }, binary }), { fps: 30 })
    const given = source.translations[0]?.values ?? new Float32Array()
    expect(read.frameCount).toBe(8)
    expect(read.translations[0]?.values[2]).toBeCloseTo(given[1 * 3 + 2] ?? 9, 5)
    expect(read.translations[0]?.values[3 + 2]).toBeCloseTo(given[4 * 3 + 2] ?? 9, 5)
  })

  test.each([
    ['sparse', { sparse: {} }],
    ['without data', { bufferView: undefined }],
    ['of an unknown kind', { componentType: 5125 }],
  ])('%s are refused', async (_, change) => {
    const { json, binary } = readContainer(await motionToGlb(source))
    const [keys] = listOf(recordOf(listOf(json['animations'])[0])['samplers']).map(recordOf)
    const accessors = listOf(json['accessors']).map((accessor, index) =>
      index === keys?.['output'] ? { ...recordOf(accessor), ...change } : accessor,
    )
    expect(() => readClip(writeContainer({ json: { ...json, accessors }, binary }))).toThrow(
      expect.objectContaining({
        code: 'unsupported',
        position: { byteOffset: 20, line: null, column: null },
      }),
    )
  })

  test('outside the data are refused', async () => {
    const { json, binary } = readContainer(await motionToGlb(source))
    expect(() => readClip(writeContainer({ json, binary: binary.slice(0, 400) }))).toThrow(
      /buffers\[0\] claims \d+ bytes where there are 400/,
    )
  })
})

test('a clip that is not there is refused, with those that are', async () => {
  const glb = await motionToGlb(source, { name: 'walk' })
  expect(() => readClip(glb, { clip: 'run' })).toThrow('There is no clip "run"; this file has walk.')
  expect(() => readClip(glb, { clip: 3 })).toThrow(/no clip 3/)
})
