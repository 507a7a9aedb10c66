import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Document, type Node, type Primitive, WebIO } from '@gltf-transform/core'
import { EXTMeshoptCompression, EXTTextureWebP } from '@gltf-transform/extensions'
import { validateBytes } from 'gltf-validator'
import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { createRandom } from '../../test/sample-splats.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { readClip } from '../humanoid/read-clip.ts'
import type { Motion } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import { toMotion } from '../motion/to-motion.ts'
import { engineProfile, type ImageEncoder } from './engine-profile.ts'
import { inspectGlb } from './inspect-glb.ts'
import { motionToGlb } from './motion-to-glb.ts'
import { openGlb } from './read-document.ts'
import { validateGlb } from './validate-glb.ts'
import { webProfile } from './web-profile.ts'
import { describeWhere } from '../../test/real-files.ts'

const decoders = { meshopt: MeshoptDecoder }
const toWebp: ImageEncoder = ({ bytes }) => sharp(bytes).webp({ quality: 20 }).toBuffer()
const toPng: ImageEncoder = ({ bytes }) => sharp(bytes).png().toBuffer()
beforeAll(() => Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready]))

const frames = Array.from({ length: 600 }, (_, frame) => {
  const [a, b] = [Math.sin(frame / 70), Math.cos(frame / 50)]
  return [a * 50, 90 + b, frame, a * 40, b * 20, 12, b * 60, a * 30, frame].join(' ')
})
const walk = await motionToGlb(toMotion(parseBvh(bvhText({ frames })), { unit: 'cm' }).motion, {
  name: 'walk',
})

/** The furthest any joint of two motions is apart, in metres, on frames and between them. */
function jointsApart(a: Motion, b: Motion): number {
  expect(b.joints.map(({ name }) => name)).toEqual(a.joints.map(({ name }) => name))
  expect([b.frameCount, b.fps]).toEqual([a.frameCount, a.fps])
  const [poseA, poseB] = [createPoseReader(a), createPoseReader(b)]
  let worst = 0
  for (let frame = 0; frame < a.frameCount; frame++) {
    const [there, here] = [poseA(frame).joints, poseB(frame).joints]
    for (let at = 0; at < there.length; at += 3)
      worst = Math.max(
        worst,
        Math.hypot(...[0, 1, 2].map((axis) => (there[at + axis] ?? 0) - (here[at + axis] ?? 0))),
      )
  }
  return worst
}

/** Of every mesh, its vertices as they are seen at rest, in no order. */
async function skinnedBox(glb: Uint8Array): Promise<readonly number[]> {
  const { document } = await openGlb(glb, decoders)
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
  for (const node of document.getRoot().listNodes())
    for (const primitive of node.getMesh()?.listPrimitives() ?? [])
      for (const place of placesOf(node, primitive))
        for (const axis of [0, 1, 2]) {
          box[axis] = Math.min(box[axis] ?? 0, place[axis] ?? 0)
          box[axis + 3] = Math.max(box[axis + 3] ?? 0, place[axis] ?? 0)
        }
  return box
}

function placesOf(node: Node, primitive: Primitive): readonly (readonly number[])[] {
  const [position, joints, weights] = ['POSITION', 'JOINTS_0', 'WEIGHTS_0'].map((name) =>
    primitive.getAttribute(name),
  )
  const skin = node.getSkin()
  const bind = skin?.getInverseBindMatrices()
  const through = (m: readonly number[], [x = 0, y = 0, z = 0]: readonly number[]): readonly number[] =>
    [0, 1, 2].map(
      (row) => (m[row] ?? 0) * x + (m[row + 4] ?? 0) * y + (m[row + 8] ?? 0) * z + (m[row + 12] ?? 0),
    )
  return Array.from({ length: position?.getCount() ?? 0 }, (_, vertex) => {
    const place = position?.getElement(vertex, []) ?? []
    if (!skin || !bind || !joints || !weights) return through(node.getWorldMatrix(), place)
    const sum = [0, 0, 0]
    const [held, shares] = [joints.getElement(vertex, []), weights.getElement(vertex, [])]
    for (const [slot, joint] of held.entries()) {
      const world = skin.listJoints()[joint]?.getWorldMatrix() ?? []
      const at = through(world, through(bind.getElement(joint, []), place))
      for (const axis of [0, 1, 2]) sum[axis] = (sum[axis] ?? 0) + (at[axis] ?? 0) * (shares[slot] ?? 0)
    }
    return sum
  })
}

const furthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? Number.NaN))))

describe('webProfile', () => {
  test.each([
    ['quantised', undefined, ['KHR_mesh_quantization']],
    ['with meshopt', MeshoptEncoder, ['EXT_meshopt_compression', 'KHR_mesh_quantization']],
  ])('%s is smaller, valid, and moves alike', async (_, meshopt, required) => {
    const { glb, droppedExtensions } = await webProfile(walk, { meshopt })
    // Two bones have 48 vertices: there is next to nothing to quantise.
    expect(glb.length).toBeLessThan(walk.length * (meshopt ? 0.9 : 1.02))
    expect(droppedExtensions).toEqual([])
    expect(inspectGlb(glb).extensionsRequired.toSorted()).toEqual(required)
    expect(inspectGlb(glb).skins).toEqual(inspectGlb(walk).skins)
    expect((await validateGlb(glb, validateBytes)).errors).toEqual([])
    const plain = (await engineProfile(glb, { decoders })).glb
    const [before, after] = [walk, plain].map((bytes) => readClip(bytes, { fps: 75 }))
    expect(jointsApart(before!, after!)).toBeLessThan(1e-4)
    expect(furthest(await skinnedBox(walk), await skinnedBox(glb))).toBeLessThan(1e-4)
  })

  test('a skeleton without a mesh keeps its skin', async () => {
    const skeleton = await motionToGlb(toMotion(parseBvh(bvhText())).motion, { figure: false })
    const { skins, nodes } = inspectGlb((await webProfile(skeleton)).glb)
    expect([skins, nodes]).toEqual([inspectGlb(skeleton).skins, inspectGlb(skeleton).nodes])
  })

  test('a clip of keys that lie on lines loses most of them', async () => {
    const straight = Array.from({ length: 300 }, (_, frame) => `${frame} 90 0 0 0 ${frame / 3} 0 0 0`)
    const source = await motionToGlb(toMotion(parseBvh(bvhText({ frames: straight })), { unit: 'cm' }).motion)
    const { glb } = await webProfile(source)
    expect(glb.length).toBeLessThan(source.length / 2)
    expect(jointsApart(readClip(source), readClip(glb, { fps: 30 }))).toBeLessThan(1e-4)
  })

  test('the same input gives the same bytes', async () => {
    const options = { meshopt: MeshoptEncoder }
    expect((await webProfile(walk, options)).glb).toEqual((await webProfile(walk, options)).glb)
  })

  test('a texture becomes WebP where that is smaller', async () => {
    const glb = await withTexture(await noise(), 'image/png')
    const { glb: made } = await webProfile(glb, { toWebp })
    expect(inspectGlb(made)).toMatchObject({
      textures: [{ mimeType: 'image/webp', width: 64, height: 64 }],
      extensionsRequired: expect.arrayContaining(['EXT_texture_webp']),
    })
    const unchanged = await webProfile(glb, { toWebp: async ({ bytes }) => new Uint8Array(bytes.length) })
    expect(inspectGlb(unchanged.glb).textures).toMatchObject([{ mimeType: 'image/png' }])
  })
})

describe('engineProfile', () => {
  test('has floats, no compression and no extension, and is as exact as its source', async () => {
    const { glb } = await webProfile(walk, { meshopt: MeshoptEncoder })
    const { glb: plain } = await engineProfile(glb, { decoders })
    expect(inspectGlb(plain)).toMatchObject({ extensionsUsed: [], extensionsRequired: [] })
    expect((await validateGlb(plain, validateBytes)).errors).toEqual([])
    expect(furthest(await skinnedBox(glb), await skinnedBox(plain))).toBeLessThan(1e-6)
    const types = (await new WebIO().readBinary(plain)).getRoot().listMeshes()[0]?.listPrimitives()[0]
    expect(types?.getAttribute('POSITION')?.getArray()).toBeInstanceOf(Float32Array)
  })

  test('changes no number of a plain file', async () => {
    const { glb } = await engineProfile(walk)
    expect(readClip(glb)).toEqual(readClip(walk))
    expect(await skinnedBox(glb)).toEqual(await skinnedBox(walk))
    expect(inspectGlb(glb)).toMatchObject({ skins: inspectGlb(walk).skins, nodes: inspectGlb(walk).nodes })
  })

  test('WebP becomes PNG, and without an encoder is refused with what to do', async () => {
    const glb = await withTexture(
      await sharp(await noise())
        .webp()
        .toBuffer(),
      'image/webp',
    )
    await expect(engineProfile(glb)).rejects.toMatchObject({ code: 'unsupported', message: /Hand in toPng/ })
    const { glb: made } = await engineProfile(glb, { toPng })
    expect(inspectGlb(made)).toMatchObject({ textures: [{ mimeType: 'image/png' }], extensionsUsed: [] })
  })

  test('a compressed file without its decoder is refused with what to do', async () => {
    const { glb } = await webProfile(walk, { meshopt: MeshoptEncoder })
    await expect(engineProfile(glb)).rejects.toMatchObject({
      code: 'unsupported',
      message: /EXT_meshopt_compression.*Hand in MeshoptDecoder/,
    })
  })
})

// Files of other makers are not ours to commit; no machine has to have them.
const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'glb') : ''
describeWhere(existsSync(fixtures))('both profiles keep other makers’ characters', () => {
  test.each(['fox.glb', 'robot_quaternius.glb', 'greenman.glb', 'kaykit_mage.glb'])(
    '%s',
    { timeout: 120_000 },
    async (name) => {
      const source = Uint8Array.from(readFileSync(join(fixtures, name)))
      const facts = inspectGlb(source)
      const { glb: web } = await webProfile(source, { meshopt: MeshoptEncoder, toWebp })
      const { glb: engine } = await engineProfile(web, { decoders, toPng })
      const [webFacts, engineFacts] = [inspectGlb(web), inspectGlb(engine)]
      const names = ({ clips, skins }: typeof facts) => ({
        clips: clips.map(({ name: clip }) => clip),
        skins,
      })
      expect(names(webFacts)).toEqual(names(facts))
      expect(names(engineFacts)).toEqual(names(facts))
      expect(webFacts.bytes).toBeLessThan(facts.bytes)
      const [before, after] = [await skinnedBox(source), await skinnedBox(web)]
      const size = Math.max(...[0, 1, 2].map((axis) => (before[axis + 3] ?? 0) - (before[axis] ?? 0)))
      expect(furthest(before, after) / size).toBeLessThan(2e-4)
      for (const { name: clip } of facts.clips.slice(0, 4)) {
        const [a, b] = [source, engine].map((bytes) => readClip(bytes, { clip, fps: 24 }))
        expect(jointsApart(a!, b!) / size).toBeLessThan(1e-4)
      }
    },
  )
})

const random = createRandom(5)
const noise = (): Promise<Buffer> =>
  sharp(Buffer.from(Uint8Array.from({ length: 64 * 64 * 3 }, () => random() * 255)), {
    raw: { width: 64, height: 64, channels: 3 },
  })
    .png()
    .toBuffer()

async function withTexture(image: Uint8Array, mimeType: string): Promise<Uint8Array> {
  const document = new Document()
  const buffer = document.createBuffer()
  const accessor = (type: 'VEC2' | 'VEC3', values: readonly number[]) =>
    document.createAccessor().setType(type).setArray(Float32Array.from(values)).setBuffer(buffer)
  const texture = document.createTexture('skin').setImage(Uint8Array.from(image)).setMimeType(mimeType)
  if (mimeType === 'image/webp') document.createExtension(EXTTextureWebP).setRequired(true)
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', [0, 0, 0, 1, 0, 0, 0, 1, 0]))
    .setAttribute('TEXCOORD_0', accessor('VEC2', [0, 0, 1, 0, 0, 1]))
    .setMaterial(document.createMaterial().setBaseColorTexture(texture))
  document
    .createScene()
    .addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)))
  return new WebIO().registerExtensions([EXTTextureWebP, EXTMeshoptCompression]).writeBinary(document)
}
