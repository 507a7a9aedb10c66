import { type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { bundleFor } from '../src/bundle/bundle-for.ts'
import { bakeFbxUnits } from '../src/fbx/bake-fbx-units.ts'
import type { FbxNode } from '../src/fbx/file/fbx-node.ts'
import { long, named, node, text } from '../src/fbx/file/make-node.ts'
import { readFbx } from '../src/fbx/file/read-fbx.ts'
import { writeFbx } from '../src/fbx/file/write-fbx.ts'
import { motionToFbx } from '../src/fbx/motion-to-fbx.ts'
import { formatFbxReport, reportFbx } from '../src/fbx/report-fbx.ts'
import { unwrapFbx } from '../src/fbx/unwrap-fbx.ts'
import { bvhText } from './bvh-text.ts'
import { smallFbx } from './fbx-files.ts'
import { type Damage, outcomeOf, readDamaged } from './hostile.ts'
import { figureJoints, swaying } from './sample-figure.ts'

const TIMEOUT = 180_000
/** No file here is larger than 20 kB; what is made of one must stay within a multiple of that. */
const MOST_BYTES = 20_000_000

/** Bytes that mean something to either format are likelier than others. */
const damage: Damage = { cut: 10, favourites: [0, 1, 255, 128, 83, 100] }

const zipped = (files: Zippable): Uint8Array => zipSync(files, { mtime: new Date(2024, 0, 1) })

function unwrap(bytes: Uint8Array): void {
  const { models, companions } = unwrapFbx(bytes)
  for (const file of [...models, ...companions]) expect(file.bytes.length).toBeLessThan(MOST_BYTES)
}

function bake(bytes: Uint8Array): void {
  expect(formatFbxReport(reportFbx(bytes))).toMatch(/^FBX/)
  const baked = bakeFbxUnits(bytes).bytes
  expect(baked.length).toBeLessThan(MOST_BYTES)
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
      const { read, refused } = await readDamaged(source, 3000, bake, damage)
      expect(read).toBeGreaterThan(100)
      expect(refused).toBeGreaterThan(300)
    })

    test('an FBX file of a megabyte', async () => {
      const source = motionToFbx(swaying(figureJoints(), 900))
      expect((await readDamaged(source, 12, bake)).read).toBeGreaterThan(0)
    })

    test.each([
      ['with an FBX file and a picture', { 'a.fbx': smallFbx(), 'a.png': Uint8Array.of(1, 2, 3) }, 3500],
      ['of archives', { 'a.fbx': zipped({ 'a.fbx': smallFbx() }), 'b.fbx': smallFbx('m') }, 2000],
    ])('a zip archive %s: thousands of times', async (_, files, rounds) => {
      const { read, refused } = await readDamaged(zipped(files), rounds, unwrap, damage)
      expect(read).toBeGreaterThan(10)
      expect(refused).toBeGreaterThan(300)
    })

    test('a zip archive whose list is damaged: two thousand times', async () => {
      // Most of an archive is packed, and its list is where damage is interesting; so the list comes first here.
      const source = zipped({
        'take/a.fbx': smallFbx(),
        'take/a.fbm/a.png': Uint8Array.of(1),
        'b.bvh': Uint8Array.of(2),
      })
      const list = Buffer.from(source).indexOf('PK\u0001\u0002')
      const turned = Buffer.concat([source.subarray(list), source.subarray(0, list)])
      const wrap = (bytes: Uint8Array) => {
        const tail = Math.min(source.length - list, bytes.length)
        return Uint8Array.from([...bytes.subarray(tail), ...bytes.subarray(0, tail)])
      }
      const head = { share: 90, bytes: source.length - list }
      const { read, refused } = await readDamaged(turned, 2000, unwrap, { wrap, head, cut: 1 })
      expect(read).toBeGreaterThan(100)
      expect(refused).toBeGreaterThan(300)
    })

    test('a bundle of an archive: three hundred times', async () => {
      const bytes = zipped({ 'a.fbx': smallFbx(), 'b.bvh': new TextEncoder().encode(bvhText()) })
      // Something else, so that there always is a bundle.
      const beside = { name: 'c.bvh', bytes: new TextEncoder().encode(bvhText()) }
      const read = (archive: Uint8Array) => bundleFor('unity', [beside, { name: 'a.zip', bytes: archive }])
      await readDamaged(bytes, 300, read, damage)
    })

    test('a zip archive of a megabyte', async () => {
      const fbx = motionToFbx(swaying(figureJoints(), 900))
      await readDamaged(zipped({ 'a.fbx': fbx, 'b.fbx': fbx }), 8, unwrap)
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
      expect(await outcomeOf(source, bake)).toBe('read')
    })
  },
)
