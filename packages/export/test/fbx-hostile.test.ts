import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { ExportError } from '../src/export-error.ts'
import { bakeFbxUnits } from '../src/fbx/bake-fbx-units.ts'
import type { FbxNode } from '../src/fbx/file/fbx-node.ts'
import { long, named, node, text } from '../src/fbx/file/make-node.ts'
import { readFbx } from '../src/fbx/file/read-fbx.ts'
import { writeFbx } from '../src/fbx/file/write-fbx.ts'
import { glbToFbx } from '../src/fbx/glb-to-fbx.ts'
import { formatFbxReport, reportFbx } from '../src/fbx/report-fbx.ts'
import { unwrapFbx } from '../src/fbx/unwrap-fbx.ts'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { motionToGlb } from '../src/gltf/motion-to-glb.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { bvhText } from './bvh-text.ts'
import { smallFbx } from './fbx-files.ts'
import { createRandom } from './sample-splats.ts'

const TIMEOUT = 180_000
/** No file here is larger than 20 kB; what is made of one must stay within a multiple of that. */
const MOST_BYTES = 20_000_000

/** One to five places changed, or the end cut off, or a piece doubled. */
function mutate(source: Uint8Array, random: () => number): Uint8Array {
  const place = (): number => Math.floor(random() * source.length)
  const kind = random()
  if (kind < 0.1) return source.slice(0, place())
  if (kind < 0.2) {
    const at = place()
    return Uint8Array.from([...source.subarray(0, at), ...source.subarray(Math.max(0, at - 16))])
  }
  const bytes = source.slice()
  for (let change = 0; change < 1 + Math.floor(random() * 5); change++)
    bytes[place()] =
      random() < 0.4 ? [0, 1, 255, 128, 83, 100][Math.floor(random() * 6)]! : Math.floor(random() * 256)
  return bytes
}

/** What went wrong, in the only way it may. */
async function outcomeOf(work: () => unknown): Promise<string> {
  try {
    await work()
    return 'read'
  } catch (error) {
    if (!ExportError.is(error)) throw error
    expect(error.position?.byteOffset).toBeGreaterThanOrEqual(0)
    expect(error.message).toMatch(/\.$/)
    return error.code
  }
}

function bake(bytes: Uint8Array): void {
  expect(formatFbxReport(reportFbx(bytes))).toMatch(/^FBX/)
  const baked = bakeFbxUnits(bytes).bytes
  expect(baked.length).toBeLessThan(MOST_BYTES)
}

async function count(
  rounds: number,
  source: Uint8Array,
  work: (bytes: Uint8Array) => unknown,
): Promise<Map<string, number>> {
  const random = createRandom(11)
  const outcomes = new Map<string, number>()
  expect(await outcomeOf(() => work(source))).toBe('read')
  for (let round = 0; round < rounds; round++) {
    const found = await outcomeOf(() => work(mutate(source, random)))
    outcomes.set(found, (outcomes.get(found) ?? 0) + 1)
  }
  return outcomes
}

describe(
  'a damaged file is read, or refused with a position, and costs little memory',
  { timeout: TIMEOUT },
  () => {
    test.each([
      ['FBX 7.4, with places of 32 bits', 7400],
      ['FBX 7.7, with places of 64 bits', 7700],
    ])('%s: three thousand times', async (_, version) => {
      const source = writeFbx({ version, nodes: readFbx(smallFbx()).nodes })
      const outcomes = await count(3000, source, bake)
      expect(outcomes.get('read')).toBeGreaterThan(100)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(300)
    })

    test('a zip archive with an FBX file and a picture: three thousand times', async () => {
      const source = zipSync(
        { 'a.fbx': smallFbx(), 'a.png': Uint8Array.of(1, 2, 3) },
        { mtime: new Date(2024, 0, 1) },
      )
      const outcomes = await count(3000, source, (bytes) => {
        const { models, companions } = unwrapFbx(bytes)
        for (const file of [...models, ...companions]) expect(file.bytes.length).toBeLessThan(MOST_BYTES)
      })
      expect(outcomes.get('read')).toBeGreaterThan(10)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(300)
    })

    test('a GLB: one thousand times', async () => {
      const source = await motionToGlb(toMotion(parseBvh(bvhText())).motion)
      const outcomes = await count(1000, source, async (bytes) => {
        const { bytes: made } = await glbToFbx(bytes)
        expect(made.length).toBeLessThan(MOST_BYTES)
      })
      expect(outcomes.get('read')).toBeGreaterThan(100)
      expect(outcomes.get('invalid-file')).toBeGreaterThan(20)
    })

    test.each([
      ['thirty thousand models in one chain', (index: number) => index - 1],
      [
        'models that go round in a circle',
        (index: number) => (index === 1 ? 0 : index === 2 ? 30_000 : index - 1),
      ],
      ['thirty thousand models with one mesh', () => 0],
    ])('%s cost no stack and little time', async (_, parentOf) => {
      const ids = Array.from({ length: 30_000 }, (_unused, index) => index + 1)
      const mesh = 99_999
      const [header, settings] = readFbx(smallFbx()).nodes.filter(({ name }) =>
        /^(FBXHeader|GlobalS)/.test(name),
      )
      const models = ids.map((id) => node('Model', [long(id), named('a', 'Model'), text('Null')]))
      const connect = (child: number, parent: number): FbxNode =>
        node('C', [text('OO'), long(child), long(parent)])
      const source = writeFbx({
        version: 7400,
        nodes: [
          ...(header && settings ? [header, settings] : []),
          node(
            'Objects',
            [],
            [node('Geometry', [long(mesh), named('a', 'Geometry'), text('Mesh')]), ...models],
          ),
          node(
            'Connections',
            [],
            ids.flatMap((id) => [connect(id, parentOf(id)), connect(mesh, id)]),
          ),
        ],
      })
      expect(await outcomeOf(() => bake(source))).toBe('read')
    })
  },
)
