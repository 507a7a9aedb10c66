import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { compileFunction } from 'node:vm'
import { Document, WebIO } from '@gltf-transform/core'
import { ALL_EXTENSIONS, KHRDracoMeshCompression } from '@gltf-transform/extensions'
import { createDecoderModule, createEncoderModule } from 'draco3dgltf'
import { validateBytes } from 'gltf-validator'
import { encodeToKTX2, NodeBasisEncoder } from 'ktx2-encoder'
import sharp from 'sharp'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { createRandom } from '../../test/sample-splats.ts'
import { ExportError } from '../export-error.ts'
import { glbToFbx } from '../fbx/glb-to-fbx.ts'
import { readFbxSettings } from '../fbx/read-fbx-settings.ts'
import { engineProfile, type ImageEncoder } from './engine-profile.ts'
import { inspectGlb } from './inspect-glb.ts'
import { mergeAnimations } from './merge-animations.ts'
import { validateGlb } from './validate-glb.ts'
import { webProfile } from './web-profile.ts'
import type { Ktx2Encoder } from './web-textures.ts'

const draco = await createDecoderModule()
const basis = await new NodeBasisEncoder().init()
// Basis Universal tells its progress, whoever listens.
beforeAll(() => void vi.spyOn(console, 'log').mockImplementation(() => {}))

const isUASTC = (name: string): boolean => name === 'UASTC'
const toKtx2 =
  (kind: string): Ktx2Encoder =>
  ({ bytes, isColor }) =>
    encodeToKTX2(bytes, {
      isUASTC: isUASTC(kind),
      needSupercompression: true,
      isPerceptual: isColor,
      isSetKTX2SRGBTransferFunc: isColor,
      imageDecoder: rgba,
    })

async function rgba(bytes: Uint8Array) {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data: Uint8Array.from(data), width: info.width, height: info.height }
}

/** A hilly sheet of 400 triangles with a picture on it and another for its roughness. */
async function sheet({ width = 64, opacity = 255 } = {}): Promise<Document> {
  const document = new Document()
  const buffer = document.createBuffer()
  const side = 15
  const at = Array.from({ length: side * side }, (_, index) => [index % side, Math.floor(index / side)])
  const positions = at.flatMap(([x = 0, y = 0]) => [x / 14, Math.sin(x / 3) * Math.cos(y / 4) * 0.3, y / 14])
  const corners = at
    .filter(([x = 0, y = 0]) => x < side - 1 && y < side - 1)
    .map(([x = 0, y = 0]) => y * side + x)
    .flatMap((from) => [from, from + side, from + 1, from + 1, from + side, from + side + 1])
  const accessor = (type: 'SCALAR' | 'VEC2' | 'VEC3', array: Float32Array | Uint16Array) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer)
  const picture = async (name: string) =>
    document
      .createTexture(name)
      .setImage(Uint8Array.from(await pictureOf(width, opacity)))
      .setMimeType('image/png')
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', accessor('VEC3', Float32Array.from(positions)))
    .setAttribute(
      'TEXCOORD_0',
      accessor(
        'VEC2',
        Float32Array.from(at.flat(), (value) => value / 14),
      ),
    )
    .setIndices(accessor('SCALAR', Uint16Array.from(corners)))
    .setMaterial(
      document
        .createMaterial()
        .setBaseColorTexture(await picture('skin'))
        .setMetallicRoughnessTexture(await picture('shine')),
    )
  const mesh = document.createMesh('sheet').addPrimitive(primitive)
  document.createScene().addChild(document.createNode('sheet').setMesh(mesh))
  return document
}

/** Slow waves of colour, so that no coder has much to lose. */
const pictureOf = (width: number, opacity: number): Promise<Buffer> =>
  sharp(
    Uint8Array.from({ length: width * 48 * 4 }, (_, at) => {
      const [x, y, channel] = [Math.floor(at / 4) % width, Math.floor(at / 4 / width), at % 4]
      return channel === 3 ? opacity : 128 + 100 * Math.sin(x / 20 + channel) * Math.cos(y / 25)
    }),
    { raw: { width, height: 48, channels: 4 } },
  )
    .png()
    .toBuffer()

async function dracoGlb(): Promise<Uint8Array> {
  const document = await sheet()
  document
    .createExtension(KHRDracoMeshCompression)
    .setRequired(true)
    .setEncoderOptions({ method: KHRDracoMeshCompression.EncoderMethod.EDGEBREAKER })
  const io = new WebIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'draco3d.encoder': await createEncoderModule() })
  return io.writeBinary(document)
}

const cornersOf = async (glb: Uint8Array): Promise<readonly number[][]> => {
  const document = await new WebIO().readBinary(glb)
  const [primitive] = document.getRoot().listMeshes()[0]?.listPrimitives() ?? []
  const position = primitive?.getAttribute('POSITION')
  const indices = primitive?.getIndices()?.getArray() ?? new Uint16Array()
  return [...indices].map((index) => position?.getElement(index, []) ?? [])
}

describe('a GLB that Draco has compressed', () => {
  test('is inspected as it is, without a decoder', async () => {
    const plain = inspectGlb(await new WebIO().writeBinary(await sheet()))
    const facts = inspectGlb(await dracoGlb())
    expect(facts.extensionsRequired).toEqual(['KHR_draco_mesh_compression'])
    expect([facts.triangles, facts.meshes, facts.textures]).toEqual([
      plain.triangles,
      plain.meshes,
      plain.textures,
    ])
    expect(facts.bounds?.max[1]).toBeCloseTo(plain.bounds?.max[1] ?? 0, 3)
  })

  test('comes out of engineProfile plain, every corner within 14 bits of where it was', async () => {
    const packed = await dracoGlb()
    const { glb } = await engineProfile(packed, { decoders: { draco } })
    expect(inspectGlb(glb)).toMatchObject({ extensionsUsed: [], extensionsRequired: [], triangles: 392 })
    expect((await validateGlb(glb, validateBytes)).errors).toEqual([])
    // Draco orders vertices anew, so each corner is held against the nearest of the source.
    const [before, after] = await Promise.all([
      cornersOf(await new WebIO().writeBinary(await sheet())),
      cornersOf(glb),
    ])
    expect(after.length).toBe(before.length)
    const distances = after.map(([x = 0, y = 0, z = 0]) =>
      Math.min(...before.map(([a = 0, b = 0, c = 0]) => Math.hypot(x - a, y - b, z - c))),
    )
    expect(Math.max(...distances)).toBeLessThan(1 / 2 ** 13)
  })

  test('becomes a web profile, and an FBX', async () => {
    const packed = await dracoGlb()
    const { glb } = await webProfile(packed, { decoders: { draco } })
    expect(inspectGlb(glb)).toMatchObject({ triangles: 392, extensionsRequired: ['KHR_mesh_quantization'] })
    const { bytes } = await glbToFbx(packed, { decoders: { draco } })
    expect(readFbxSettings(bytes)).toMatchObject({ meshes: 1, materials: 1 })
  })

  test('keeps its meshes where clips are merged', async () => {
    const packed = await dracoGlb()
    const { glb } = mergeAnimations([{ name: 'one', bytes: packed }])
    expect((await cornersOf((await engineProfile(glb, { decoders: { draco } })).glb)).length).toBe(1176)
  })

  test('is refused without its decoder, with the package to pass', async () => {
    const packed = await dracoGlb()
    for (const read of [engineProfile, webProfile, glbToFbx])
      await expect(read(packed)).rejects.toMatchObject({
        code: 'unsupported',
        message: /KHR_draco_mesh_compression.*createDecoderModule\(\) of draco3dgltf.*decoders\.draco/,
      })
  })

  test('that is damaged is read, or refused with a place', { timeout: 60_000 }, async () => {
    const packed = await dracoGlb()
    const random = createRandom(7)
    let refused = 0
    for (let round = 0; round < 300; round++) {
      const bytes = packed.slice()
      for (let change = 0; change < 3; change++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      try {
        await engineProfile(bytes, { decoders: { draco } })
      } catch (error) {
        if (!ExportError.is(error)) throw error
        expect(error.position?.byteOffset).toBeGreaterThanOrEqual(0)
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(50)
  })
})

/** The largest difference of any channel, and the mean one. */
async function apart(glb: Uint8Array, of: Uint8Array): Promise<{ worst: number; mean: number }> {
  const document = await new WebIO().registerExtensions(ALL_EXTENSIONS).readBinary(glb)
  const image = document.getRoot().listTextures()[0]?.getImage() ?? new Uint8Array()
  const [made, source] = [await rgba(image), await rgba(of)]
  expect([made.width, made.height]).toEqual([source.width, source.height])
  const differences = made.data.map((value, at) => Math.abs(value - (source.data[at] ?? 0)))
  return {
    worst: Math.max(...differences),
    mean: differences.reduce((a, b) => a + b, 0) / differences.length,
  }
}

describe('KTX2 textures', () => {
  const write = async (...options: Parameters<typeof sheet>) =>
    new WebIO().writeBinary(await sheet(...options))

  test.each([
    ['UASTC', 255, 1],
    ['UASTC', 90, 1],
    ['ETC1S', 255, 6],
  ])('of %s, opacity %i, go there and back', async (kind, opacity, mean) => {
    const source = await write({ opacity })
    const { glb: web } = await webProfile(source, { toKtx2: toKtx2(kind) })
    expect(inspectGlb(web)).toMatchObject({
      textures: [
        { name: 'skin', mimeType: 'image/ktx2', width: 64, height: 48 },
        { name: 'shine', mimeType: 'image/ktx2', width: 64, height: 48 },
      ],
      extensionsRequired: expect.arrayContaining(['KHR_texture_basisu']),
    })
    expect((await validateGlb(web, validateBytes)).errors).toEqual([])
    const { glb: plain } = await engineProfile(web, { decoders: { basis } })
    expect(inspectGlb(plain)).toMatchObject({
      textures: [{ mimeType: 'image/png' }, { mimeType: 'image/png' }],
      extensionsUsed: [],
    })
    expect((await validateGlb(plain, validateBytes)).errors).toEqual([])
    expect((await apart(plain, await pictureOf(64, opacity))).mean).toBeLessThan(mean)
  })

  test('are read alike by the transcoder of three.js', async () => {
    const { glb } = await webProfile(await write(), { toKtx2: toKtx2('ETC1S') })
    const [one, other] = [
      await engineProfile(glb, { decoders: { basis } }),
      await engineProfile(glb, { decoders: { basis: await transcoderOfThree() } }),
    ]
    expect(one.glb).toEqual(other.glb)
  })

  test('say whether a picture is colour, and odd sizes stay as they are', async () => {
    const seen: boolean[] = []
    const spy: Ktx2Encoder = (image) => {
      seen.push(image.isColor)
      return toKtx2('ETC1S')(image)
    }
    const { glb } = await webProfile(await write({ width: 62 }), { toKtx2: spy })
    expect(seen).toEqual([true, false])
    expect(inspectGlb(glb)).toMatchObject({
      textures: [{ mimeType: 'image/png' }, { mimeType: 'image/png' }],
      extensionsUsed: ['KHR_mesh_quantization'],
    })
  })

  test('are refused without a transcoder, with the package to pass; toPng is not asked', async () => {
    const { glb } = await webProfile(await write(), { toKtx2: toKtx2('ETC1S') })
    const toPng: ImageEncoder = () => Promise.reject(new Error('asked'))
    await expect(engineProfile(glb, { toPng })).rejects.toMatchObject({
      code: 'unsupported',
      message: /"skin" is image\/ktx2.*module of ktx2-encoder as decoders\.basis/,
      position: { byteOffset: 20 },
    })
    await expect(engineProfile(glb, { decoders: { basis: {} } })).rejects.toMatchObject({
      code: 'invalid-option',
      message: /decoders\.basis has no KTX2File/,
    })
  })

  test('that claim gigabytes, or are damaged, are refused', async () => {
    const { glb } = await webProfile(await write(), { toKtx2: toKtx2('UASTC') })
    const at = Buffer.from(glb).indexOf('KTX 20') - 1
    const claiming = glb.slice()
    new DataView(claiming.buffer).setUint32(at + 20, 16_384, true)
    new DataView(claiming.buffer).setUint32(at + 24, 16_384, true)
    await expect(engineProfile(claiming, { decoders: { basis } })).rejects.toMatchObject({
      code: 'unsupported',
      message: /16384 by 16384 pixels, far more than its file can hold/,
    })
    const random = createRandom(3)
    let refused = 0
    for (let round = 0; round < 200; round++) {
      const bytes = glb.slice()
      for (let change = 0; change < 2; change++)
        bytes[at + Math.floor(random() * (round % 2 === 0 ? 120 : glb.length - at))] = random() * 256
      try {
        await engineProfile(bytes, { decoders: { basis } })
      } catch (error) {
        if (!ExportError.is(error)) throw error
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(50)
  })

  test.each([
    ['both kinds', { toKtx2: toKtx2('ETC1S'), toWebp: toKtx2('ETC1S') as ImageEncoder }, /not both/],
    ['something else', { toKtx2: async () => new Uint8Array(100) }, /toKtx2 has made no KTX2/],
  ])('%s is an error of the caller', async (_, options, message) => {
    await expect(webProfile(await write(), options)).rejects.toMatchObject({
      code: 'invalid-option',
      message,
    })
  })
})

/** It is a script that looks for CommonJS, inside of a package that is none. */
async function transcoderOfThree(): Promise<unknown> {
  const require = createRequire(import.meta.url)
  const file = require.resolve('three/examples/jsm/libs/basis/basis_transcoder.js')
  const names = ['module', 'exports', 'require', '__filename', '__dirname']
  const module: { exports: unknown } = { exports: {} }
  compileFunction(readFileSync(file, 'utf8'), names)(module, module.exports, require, file, dirname(file))
  if (typeof module.exports !== 'function') throw new Error('three.js ships another transcoder')
  const transcoder = await module.exports()
  transcoder.initializeBasis()
  return transcoder
}
