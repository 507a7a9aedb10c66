import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Document, WebIO } from '@gltf-transform/core'
import { validateBytes } from 'gltf-validator'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { sampleSplats } from '../../test/sample-splats.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { toMotion } from '../motion/to-motion.ts'
import { splatsToGlb } from '../splat/gltf/splats-to-glb.ts'
import { formatInspection } from './format-inspection.ts'
import { imageFacts } from './image-facts.ts'
import { inspectGlb } from './inspect-glb.ts'
import { motionToGlb } from './motion-to-glb.ts'
import { validateGlb } from './validate-glb.ts'
import { describeWhere } from '../../test/real-files.ts'

const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'glb') : null
const walk = await motionToGlb(toMotion(parseBvh(bvhText()), { unit: 'cm' }).motion, { name: 'walk' })

describe('inspectGlb', () => {
  test('tells what a GLB holds', () => {
    const { bounds, ...facts } = inspectGlb(walk)
    expect(facts).toMatchObject({
      generator: '@onetake/export',
      bytes: walk.length,
      nodes: 4,
      meshes: 1,
      materials: 1,
      skins: [{ name: 'walk', joints: 2 }],
      textures: [],
      clips: [{ name: 'walk', fps: 30 }],
      extensionsRequired: [],
    })
    expect(facts.triangles).toBe(16)
    // Hips at the origin at rest, a spine of half a metre, an end 40 cm above it.
    expect(bounds?.min[1]).toBeCloseTo(0, 3)
    expect(bounds?.max[1]).toBeCloseTo(0.9, 3)
  })

  test('and says it in words', () => {
    expect(formatInspection(inspectGlb(walk))).toBe(`GLB of 3.7 KB, made by @onetake/export
4 nodes, 1 mesh of 16 triangles and 48 vertices, 1 material
0.06 m wide, 0.9 m high, 0.06 m deep; lowest point at 0 m
skin "walk": 2 joints
clip "walk": 0.03 s at 30 fps
`)
  })

  test('measures a mesh where its nodes put it', async () => {
    const document = new Document()
    const places = document
      .createAccessor()
      .setType('VEC3')
      .setArray(Float32Array.of(0, 0, 0, 1, 2, 3, -1, 0, 0))
      .setBuffer(document.createBuffer())
    const primitive = document.createPrimitive().setAttribute('POSITION', places)
    const mesh = document.createMesh().addPrimitive(primitive)
    const node = document.createNode().setMesh(mesh).setTranslation([0, 1, 0]).setScale([2, 2, 2])
    // A quarter turn about Z takes X to Y.
    const above = document.createNode().setRotation([0, 0, Math.SQRT1_2, Math.SQRT1_2]).addChild(node)
    document.createScene().addChild(above)
    const { bounds, triangles } = inspectGlb(await new WebIO().writeBinary(document))
    expect(triangles).toBe(1)
    for (const [axis, [min, max]] of [
      [-5, -1],
      [-2, 2],
      [0, 6],
    ].entries()) {
      expect(bounds?.min[axis]).toBeCloseTo(min ?? 0, 5)
      expect(bounds?.max[axis]).toBeCloseTo(max ?? 0, 5)
    }
  })

  test.each(['png', 'jpeg', 'webp'] as const)('knows the size of a %s', async (format) => {
    const image = sharp({ create: { width: 300, height: 17, channels: 3, background: '#864' } })
    for (const made of format === 'webp'
      ? [image.webp(), image.webp({ lossless: true })]
      : [image.toFormat(format)])
      expect(imageFacts(await made.toBuffer())).toEqual({
        mimeType: `image/${format}`,
        width: 300,
        height: 17,
      })
  })

  test('knows the size of a WebP with transparency, and nothing of what is no picture', async () => {
    const image = sharp({ create: { width: 301, height: 18, channels: 4, background: '#8646' } })
    expect(imageFacts(await image.webp().toBuffer())).toEqual({
      mimeType: 'image/webp',
      width: 301,
      height: 18,
    })
    for (const bytes of [
      [],
      [0xff, 0xd8],
      [0xff, 0xd8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [1],
    ])
      expect(imageFacts(Uint8Array.from(bytes)).width).toBeNull()
  })

  test('nodes nested a hundred thousand deep cost no stack, and nodes in a circle are refused', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index) => ({ children: [index + 1] }))
    expect(inspectGlb(bare({ nodes: [...nodes, {}], scenes: [{ nodes: [0] }] })).nodes).toBe(100_001)
    const circle = bare({ nodes: [{ children: [1] }, { children: [0] }], scenes: [{ nodes: [0] }] })
    expect(() => inspectGlb(circle)).toThrow(/hangs from two others/)
  })
})

describeWhere(fixtures !== null)('inspectGlb, of files of other makers', () => {
  test('tells every one', () => {
    for (const name of readdirSync(fixtures ?? '')) {
      const facts = inspectGlb(readFileSync(join(fixtures ?? '', name)))
      // That file states no box for its splats.
      const hasBounds = name !== 'khr_gaussian_splatting_matrix.glb'
      expect([name, facts.bounds !== null]).toEqual([name, hasBounds])
      expect(formatInspection(facts)).toMatch(/^GLB of [\d.]+ [KM]B/)
    }
  })
})

describe('validateGlb', () => {
  test('finds nothing in what is written here, a skeleton without a mesh included', async () => {
    const skeleton = await motionToGlb(toMotion(parseBvh(bvhText())).motion, { figure: false })
    expect(await validateGlb(skeleton, validateBytes)).toMatchObject({
      isValid: true,
      errors: [],
      warnings: [],
      falseAlarms: [{ code: 'UNUSED_OBJECT' }],
    })
  })

  test('takes splats for valid, though the validator does not know them', async () => {
    const glb = await splatsToGlb(sampleSplats(20, 1))
    const { isValid, errors, falseAlarms } = await validateGlb(glb, validateBytes)
    expect([isValid, errors]).toEqual([true, []])
    expect(falseAlarms.length).toBeGreaterThan(3)
  })

  test('keeps every other error', async () => {
    const { isValid, errors } = await validateGlb(bare({ nodes: [{ mesh: 3 }] }), validateBytes)
    expect(isValid).toBe(false)
    expect(errors).toMatchObject([{ code: 'UNRESOLVED_REFERENCE', pointer: '/nodes/0/mesh' }])
  })
})

/** A GLB of this JSON alone. */
function bare(content: Readonly<Record<string, unknown>>): Uint8Array {
  const text = JSON.stringify({ asset: { version: '2.0' }, ...content })
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 4) * 4))
  const bytes = new Uint8Array(20 + json.length)
  new Uint32Array(bytes.buffer, 0, 5).set([0x46546c67, 2, bytes.length, json.length, 0x4e4f534a])
  bytes.set(json, 20)
  return bytes
}
