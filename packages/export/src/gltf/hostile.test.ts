import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer'
import { beforeAll, describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { held, type Outcomes, outcomeOf, readDamaged } from '../../test/hostile.ts'
import { figureJoints, swaying } from '../../test/sample-figure.ts'
import { bundleFor } from '../bundle/bundle-for.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { glbToFbx } from '../fbx/glb-to-fbx.ts'
import { animateGlb } from '../humanoid/animate-glb.ts'
import { readContainer, writeContainer } from './glb-container.ts'
import { mapHumanoid } from '../humanoid/map-humanoid.ts'
import { readClip } from '../humanoid/read-clip.ts'
import { readRig } from '../humanoid/read-rig.ts'
import { retarget } from '../humanoid/retarget.ts'
import { toMotion } from '../motion/to-motion.ts'
import { motionToVrma } from '../vrm/motion-to-vrma.ts'
import { engineProfile } from './engine-profile.ts'
import { formatInspection } from './format-inspection.ts'
import { inspectGlb } from './inspect-glb.ts'
import { mergeAnimations } from './merge-animations.ts'
import { motionToGlb } from './motion-to-glb.ts'
import { webProfile } from './web-profile.ts'

beforeAll(() => Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready]))
const decoders = { meshopt: MeshoptDecoder }
const walk = await motionToGlb(toMotion(parseBvh(bvhText()), { unit: 'cm' }).motion)
const dance = swaying(figureJoints(), 3)
const hero = await motionToGlb(dance)
/** The JSON is read on, and what it says is wrong. */
const digits = { keepsDigits: true }

const merged = (bytes: Uint8Array) =>
  mergeAnimations([
    { name: 'a', bytes: walk },
    { name: 'b', bytes },
  ])

describe(
  'a damaged GLB is read, or refused with a place, and costs little time and memory',
  { timeout: 120_000 },
  () => {
    const both = ({ read, refused }: Outcomes): void => {
      expect(Math.min(read, refused)).toBeGreaterThan((read + refused) / 20)
    }

    test.each([
      ['inspected', 2000, (bytes: Uint8Array) => formatInspection(inspectGlb(bytes))],
      ['merged', 1500, merged],
      ['for engines', 1000, (bytes: Uint8Array) => engineProfile(bytes)],
      ['for the web', 700, (bytes: Uint8Array) => webProfile(bytes)],
      ['its clip', 3000, (bytes: Uint8Array) => readClip(bytes)],
      ['as FBX', 500, (bytes: Uint8Array) => glbToFbx(bytes)],
      ['in a bundle', 300, (bytes: Uint8Array) => bundleFor('blender', [{ name: 'a.glb', bytes }])],
    ])('%s, %i times', async (_, rounds, read) => both(await readDamaged(walk, rounds, read, digits)))

    test('compressed with meshopt, one thousand times', async () => {
      const { glb } = await webProfile(walk, { meshopt: MeshoptEncoder })
      both(await readDamaged(glb, 1000, (bytes) => engineProfile(bytes, { decoders }), digits))
    })

    test('of a VRM animation, one thousand times', async () => {
      both(await readDamaged(await motionToVrma(dance), 1000, (bytes) => readClip(bytes), digits))
    })

    test('of a character, one hundred times', async () => {
      // One who has lost an arm is no damaged file, and the refusal is about the person.
      const read = (bytes: Uint8Array) => {
        if (mapHumanoid(readRig(bytes)).isHumanoid) retarget(dance, bytes)
      }
      both(await readDamaged(hero, 100, read, digits))
    })

    test('of half a megabyte', async () => {
      const large = await motionToGlb(swaying(figureJoints(), 800))
      for (const read of [engineProfile, readClip, inspectGlb])
        expect((await readDamaged(large, 12, (bytes) => read(bytes))).read).toBeGreaterThan(0)
    })
  },
)

const READERS: Readonly<Record<string, (glb: Uint8Array) => unknown>> = {
  inspectGlb,
  merged,
  engineProfile: (glb) => engineProfile(glb),
  webProfile: (glb) => webProfile(glb),
  readClip: (glb) => readClip(glb),
  readRig,
  mapHumanoid: (glb) => mapHumanoid(readRig(glb)),
  animateGlb: (glb) => animateGlb(glb, readClip(glb)),
  glbToFbx: (glb) => glbToFbx(glb),
  'a bundle': (bytes) => bundleFor('unity', [{ name: 'a.glb', bytes }]),
}

describe('nodes in a strange order cost no stack and no time', () => {
  const count = 2000
  const every = Array.from({ length: count }, (_, index) => index)
  const [first = 0, ...others] = every
  const shapes: Readonly<Record<string, readonly object[]>> = {
    'one below the other': every.map((index) => ({ name: `${index}`, children: [index + 1] })),
    'all of one name below one': every.map((index) => ({
      name: 'a',
      children: index === first ? others : [],
    })),
    'each twice below the one before': every
      .slice(0, 64)
      .map((index) => ({ name: `${index}`, children: [index + 1, index + 1] })),
    'in a circle': every.map((index) => ({ name: `${index}`, children: [(index + 1) % count] })),
  }

  test.each(Object.keys(shapes))('%s', { timeout: 120_000 }, async (shape) => {
    const nodes = shapes[shape] ?? []
    const last = nodes.length - 1
    // The last one that is announced is there.
    const ending = nodes.map((node, index) =>
      index === last && shape !== 'in a circle' ? { name: 'z' } : node,
    )
    const { json, binary } = readContainer(walk)
    const [{ samplers }] = json['animations'] as [{ samplers: object[] }]
    const glb = writeContainer({
      json: {
        ...json,
        nodes: ending,
        meshes: [],
        scenes: [{ nodes: [0] }],
        skins: [{ joints: every.slice(0, nodes.length) }],
        animations: [{ samplers, channels: [{ sampler: 0, target: { node: 0, path: 'rotation' } }] }],
      },
      binary,
    })
    const outcomes = new Map<string, string>()
    for (const [name, read] of Object.entries(READERS)) outcomes.set(name, await outcomeOf(glb, read))
    const isTree = /below (one|the other)$/.test(shape)
    expect(outcomes.get('readClip')).toBe(isTree ? 'read' : 'invalid-file')
  })
})

test('ten thousand nodes, or clips, of one name are told apart in no time', async () => {
  const { json, binary } = readContainer(walk)
  const [clip] = json['animations'] as [object]
  const nodes = Array.from({ length: 10_000 }, () => ({ name: 'a' }))
  const clips = nodes.map(() => ({ ...clip, name: 'a', samplers: [], channels: [] }))
  const skins = [{ joints: [...nodes.keys()] }]
  const equal = writeContainer({ json: { ...json, nodes, skins, meshes: [], animations: [] }, binary })
  const repeating = writeContainer({ json: { ...json, animations: clips }, binary })
  expect(await outcomeOf(equal, readRig)).toBe('read')
  expect(await outcomeOf(repeating, merged)).toBe('read')
})

test('a clip of forty thousand keys is read as fast as it is long', async () => {
  const frames = Array.from({ length: 40_000 }, (_, frame) => `${frame % 50} 90 0 0 ${frame % 7} 0 0 0 0`)
  const long = await motionToGlb(toMotion(parseBvh(bvhText({ frames })), { unit: 'cm' }).motion)
  expect(await outcomeOf(long, (glb) => expect(readClip(glb).frameCount).toBe(40_000))).toBe('read')
})

describe('claims of gigabytes in a small file are refused before memory is taken', () => {
  const withAccessors = (change: (accessor: object) => object, extra: readonly object[] = []): Uint8Array => {
    const { json, binary } = readContainer(walk)
    const accessors = [...(json['accessors'] as object[]).map(change), ...extra]
    return writeContainer({ json: { ...json, accessors }, binary })
  }
  const extra = (claim: object): Uint8Array =>
    withAccessors((accessor) => accessor, [{ type: 'SCALAR', componentType: 5126, ...claim }])

  test.each([
    ['an accessor with data', extra({ bufferView: 0, count: 2 ** 30 }), /accessors\[\d+\] /],
    ['one without data', extra({ count: 2 ** 30 }), /would unpack to far more/],
    ['one of no whole number', extra({ bufferView: 0, count: 1e300 }), /where a whole number should be/],
    ['one less than nothing', extra({ bufferView: 0, count: -1 }), /where a whole number should be/],
    ['all of them', withAccessors((accessor) => ({ ...accessor, count: 2 ** 30 })), /accessors\[0\] /],
  ])('%s', async (_, glb, message) => {
    const before = held()
    const { merged: merging, readClip: clip, engineProfile: engine, glbToFbx: toFbx } = READERS
    for (const read of [merging, clip, engine, toFbx]) {
      const refused = (async () => read?.(glb))()
      await expect(refused).rejects.toMatchObject({
        code: 'invalid-file',
        message: expect.stringMatching(message),
        position: { byteOffset: 20 },
      })
    }
    expect(held() - before).toBeLessThan(50e6)
  })

  test('keys that all lie in one place', async () => {
    const { json, binary } = readContainer(walk)
    const views = (json['bufferViews'] as object[]).map((view) => ({ ...view, byteStride: 0 }))
    const accessors = (json['accessors'] as object[]).map((accessor) => ({ ...accessor, count: 2 ** 30 }))
    const glb = writeContainer({ json: { ...json, accessors, bufferViews: views }, binary })
    expect(() => readClip(glb)).toThrow(/would unpack to far more/)
  })

  test.each([
    ['for years', 1e9, 'unsupported', /lasts 1000000000 seconds/],
    ['for ever', Infinity, 'unsupported', /lasts Infinity seconds/],
    ['for a time that is none', Number.NaN, 'unsupported', /lasts NaN seconds/],
  ])('a clip that goes on %s', (_, seconds, code, message) => {
    const { json, binary } = readContainer(walk)
    const [{ samplers }] = json['animations'] as [{ samplers: { input: number }[] }]
    const { bufferView, count } = (json['accessors'] as { bufferView: number; count: number }[])[
      samplers[0]?.input ?? 0
    ] ?? { bufferView: 0, count: 0 }
    const { byteOffset = 0 } = (json['bufferViews'] as { byteOffset?: number }[])[bufferView] ?? {}
    new DataView(binary.buffer).setFloat32(byteOffset + (count - 1) * 4, seconds, true)
    expect(() => readClip(writeContainer({ json, binary }))).toThrow(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        position: { byteOffset: 20, line: null, column: null },
      }),
    )
  })
})
