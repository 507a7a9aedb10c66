import { expect, test } from 'vitest'
import { figureJoints, swaying } from '../../test/sample-figure.ts'
import { writeBvh } from '../bvh/write-bvh.ts'
import { readClip } from '../humanoid/read-clip.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import { bundleFor, type BundleOptions, type BundleTarget } from './bundle-for.ts'

const motion = swaying(figureJoints())
const walk = { name: 'walk.bvh', bytes: writeBvh(motion) }

async function clipOf(options: Parameters<typeof bundleFor>[2], source = walk) {
  const { files, report } = await bundleFor('web', [source], options)
  const glb = files.find(({ path }) => path.endsWith('.glb'))
  return { clip: readClip(glb?.bytes ?? new Uint8Array()), report }
}

test('a motion is packed at the rate that is asked for, and its length stays', async () => {
  const { clip, report } = await clipOf({ resampleFps: motion.fps * 2 })
  expect(clip.fps).toBeCloseTo(motion.fps * 2)
  expect(clip.frameCount).toBe(motion.frameCount * 2 - 1)
  expect(report.changes).toEqual([
    { source: 'walk.bvh', words: expect.stringContaining('frames per second') },
  ])
})

test('the clip of a GLB is changed within its file', async () => {
  const glb = { name: 'walk.glb', bytes: await motionToGlb(motion, { figure: true, name: 'walk' }) }
  const { clip } = await clipOf({ resampleFps: motion.fps * 2 }, glb)
  expect(clip.frameCount).toBe(motion.frameCount * 2 - 1)
})

test('a figure stays with its motion, unless the motion goes onto somebody else, or to Unity', async () => {
  const glb = { name: 'walk.glb', bytes: await motionToGlb(motion, { figure: true, name: 'walk' }) }
  const packedFrom = async (...[target, options]: readonly [BundleTarget, BundleOptions]) =>
    (await bundleFor(target, [walk, glb], options)).report.changes.map(({ source }) => source)
  expect(await packedFrom('web', { rootMotion: 'in-place' })).toEqual(['walk.glb'])
  expect(await packedFrom('blender', { resampleFps: 24 })).toEqual(['walk.glb'])
  expect(await packedFrom('unity', { rootMotion: 'in-place' })).toEqual(['walk.bvh'])
  expect(await packedFrom('web', { character: glb })).toEqual(['walk.bvh'])
})

test('what is as it came is not said to be changed', async () => {
  expect((await bundleFor('web', [walk])).report.changes).toEqual([])
})

test('a character that is no person is refused in words, with nothing packed', async () => {
  await expect(clipOf({ character: walk })).rejects.toMatchObject({ name: 'ExportError' })
})
