import { MeshoptDecoder, MeshoptEncoder } from 'meshoptimizer'
import { beforeAll, describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { createRandom } from '../../test/sample-splats.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { ExportError } from '../export-error.ts'
import { readContainer, writeContainer } from '../humanoid/glb-container.ts'
import { toMotion } from '../motion/to-motion.ts'
import { engineProfile } from './engine-profile.ts'
import { formatInspection } from './format-inspection.ts'
import { inspectGlb } from './inspect-glb.ts'
import { mergeAnimations } from './merge-animations.ts'
import { motionToGlb } from './motion-to-glb.ts'
import { webProfile } from './web-profile.ts'

beforeAll(() => Promise.all([MeshoptDecoder.ready, MeshoptEncoder.ready]))
const decoders = { meshopt: MeshoptDecoder }
const walk = await motionToGlb(toMotion(parseBvh(bvhText()), { unit: 'cm' }).motion)
/** Bytes that may stay behind after thousands of files of a few kilobytes. */
const MOST_MEMORY = 300e6

/** Bytes changed anywhere, or digits of the JSON, or the end cut off, or a piece doubled. */
function mutate(source: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * source.length)
  const kind = random()
  if (kind < 0.05) return source.slice(0, place())
  if (kind < 0.1) {
    const at = place()
    return Uint8Array.from([...source.subarray(0, at), ...source.subarray(Math.max(0, at - 16))])
  }
  const bytes = source.slice()
  for (let change = 0; change < 1 + Math.floor(random() * 4); change++) {
    const at = place()
    const isDigit = (bytes[at] ?? 0) >= 48 && (bytes[at] ?? 0) <= 57
    if (isDigit) bytes[at] = 48 + Math.floor(random() * 10)
    else if (kind < 0.5) bytes[at] = Math.floor(random() * 256)
  }
  return bytes
}

async function outcomeOf(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'read'
  } catch (error) {
    if (!ExportError.is(error)) throw error
    expect(error.message).toMatch(/\.$/)
    // Other skeletons are no damage; everything else has its place.
    if (!/skeleton|keys of/.test(error.message)) expect(error.position?.byteOffset).toBeGreaterThanOrEqual(0)
    return error.code
  }
}

/** Of what the process holds, buffers included. */
const held = (): number => process.memoryUsage().rss

async function count(rounds: number, source: Uint8Array, work: (bytes: Uint8Array) => unknown) {
  const random = createRandom(23)
  const before = held()
  const outcomes = new Map<string, number>()
  expect(await outcomeOf(() => work(source))).toBe('read')
  for (let round = 0; round < rounds; round++) {
    const found = await outcomeOf(() => work(mutate(source, random)))
    outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
  }
  expect(held() - before).toBeLessThan(MOST_MEMORY)
  return outcomes
}

describe(
  'a damaged GLB is read, or refused with a place, and costs little memory',
  { timeout: 120_000 },
  () => {
    test('inspected, two thousand times', async () => {
      const outcomes = await count(2000, walk, (bytes) => formatInspection(inspectGlb(bytes)))
      expect(outcomes.get('read')).toBeGreaterThan(500)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(100)
    })

    test('merged, one thousand times', async () => {
      const outcomes = await count(1000, walk, (bytes) =>
        mergeAnimations([
          { name: 'a', bytes: walk },
          { name: 'b', bytes },
        ]),
      )
      expect(outcomes.get('read')).toBeGreaterThan(100)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(100)
    })

    test('for engines, one thousand times', async () => {
      const outcomes = await count(1000, walk, (bytes) => engineProfile(bytes))
      expect(outcomes.get('read')).toBeGreaterThan(100)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(100)
    })

    test('compressed with meshopt, one thousand times', async () => {
      const { glb } = await webProfile(walk, { meshopt: MeshoptEncoder })
      const outcomes = await count(1000, glb, (bytes) => engineProfile(bytes, { decoders }))
      expect(outcomes.get('read')).toBeGreaterThan(50)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(50)
    })

    test('for the web, five hundred times', async () => {
      const outcomes = await count(500, walk, (bytes) => webProfile(bytes))
      expect(outcomes.get('read')).toBeGreaterThan(50)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(50)
    })
  },
)

test.each([
  ['an accessor of four gigabytes with data', { bufferView: 0, count: 2 ** 30 }, /accessors\[\d+\] /],
  ['one without data', { count: 2 ** 30 }, /would unpack to far more/],
  ['one of no whole number', { bufferView: 0, count: 1e300 }, /where a whole number should be/],
  ['one less than nothing', { bufferView: 0, count: -1 }, /where a whole number should be/],
])('%s is refused before memory is taken', async (_, claim, message) => {
  const { json, binary } = readContainer(walk)
  const accessors = [...(json['accessors'] as unknown[]), { type: 'SCALAR', componentType: 5126, ...claim }]
  const glb = writeContainer({ json: { ...json, accessors }, binary })
  const before = held()
  await expect(engineProfile(glb)).rejects.toThrow(message)
  await expect(engineProfile(glb)).rejects.toMatchObject({
    code: 'invalid-file',
    position: { byteOffset: 20 },
  })
  expect(held() - before).toBeLessThan(50e6)
})
