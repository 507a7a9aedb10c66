import { type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { smallFbx } from '../../test/fbx-files.ts'
import { bundleFor } from './bundle-for.ts'

const zip = (files: Zippable): Uint8Array => zipSync(files, { mtime: new Date(2024, 0, 1) })
const [one, two] = [smallFbx('cm'), smallFbx('m')]
const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
const bvh = (height: number) => new TextEncoder().encode(bvhText({ frames: [`0 ${height} 0 0 0 0 0 0 0`] }))

/** What came from what, and what did not come. */
async function outcome(...[target, sources, options]: Parameters<typeof bundleFor>) {
  const { report } = await bundleFor(target, sources, options)
  return {
    paths: report.sources.map(({ source, path }) => `${source} > ${path}`),
    leftOut: Object.fromEntries(report.leftOut.map(({ source, why }) => [source, why])),
  }
}

describe('an archive among the sources of a bundle', () => {
  test('with several FBX is several sources, by their names', async () => {
    const everybody = {
      name: 'all-characters.fbx',
      bytes: zip({ 'dance_001.fbx': one, 'dance_002.fbx': two }),
    }
    expect(await outcome('unity', [everybody])).toEqual({
      paths: [
        'all-characters.fbx/dance_001.fbx > dance_001.fbx',
        'all-characters.fbx/dance_002.fbx > dance_002.fbx',
      ],
      leftOut: {},
    })
  })

  test('with one model is that model under the name of the archive, and one motion with its other formats', async () => {
    const sources = [
      { name: 'walk.fbx', bytes: zip({ 'take 7.fbx': one }) },
      { name: 'walk.bvh', bytes: bvh(90) },
    ]
    expect((await outcome('unity', sources)).paths).toEqual(['walk.fbx > walk.fbx'])
    expect((await outcome('web', sources)).paths).toEqual(['walk.bvh > walk.glb'])
  })

  test('its pictures lie beside its models in Unity as they lay there, and a report says so', async () => {
    const hero = zip({
      'out/hero.fbx': one,
      'out/hero.fbm/skin.png': picture,
      'out/b/mage.fbx': two,
      'out/b/Ära.JPG': picture,
      'out/Evil.cs': picture,
    })
    const made = await outcome('unity', [{ name: 'hero.zip', bytes: hero }])
    expect(made.paths).toEqual([
      'hero.zip/hero.fbx > hero/hero.fbx',
      'hero.zip/b/mage.fbx > hero/b/mage.fbx',
      'hero.zip/hero.fbm/skin.png > hero/hero.fbm/skin.png',
      'hero.zip/b/Ära.JPG > hero/b/_ra.JPG',
    ])
    expect(made.leftOut).toEqual({ 'hero.zip/Evil.cs': 'It is neither a model nor a picture of one.' })
  })

  test('that holds what lies beside it, too, brings it once: from where its pictures are, or else as itself', async () => {
    const loose = { name: 'person-001.fbx', bytes: one }
    const plain = { name: 'all.fbx', bytes: zip({ 'a.fbx': one, 'b.fbx': two }) }
    expect(await outcome('unity', [loose, plain])).toEqual({
      paths: ['person-001.fbx > person-001.fbx', 'all.fbx/b.fbx > b.fbx'],
      leftOut: { 'all.fbx/a.fbx': 'The same model is in here as person-001.fbx.' },
    })
    const dressed = { name: 'all.fbx', bytes: zip({ 'a.fbx': one, 'b.fbx': two, 'skin.png': picture }) }
    expect(await outcome('unity', [loose, dressed])).toEqual({
      paths: ['all.fbx/a.fbx > all/a.fbx', 'all.fbx/b.fbx > all/b.fbx', 'all.fbx/skin.png > all/skin.png'],
      leftOut: { 'person-001.fbx': 'The same model is in here as all.fbx/a.fbx.' },
    })
  })

  test('of BVH files is read in every bundle; what does not go into it is named', async () => {
    const bytes = zip({ 'a.bvh': bvh(90), 'b.bvh': bvh(91), 'c.fbx': one, 'skin.png': picture })
    expect(await outcome('blender', [{ name: 'all.bvh', bytes }])).toEqual({
      paths: ['all.bvh/a.bvh > a/a.glb', 'all.bvh/b.bvh > b/b.glb'],
      leftOut: {
        'all.bvh/c.fbx': expect.stringMatching(/^It is FBX/),
        'all.bvh/skin.png': 'It belongs to models that are not in here as they were.',
      },
    })
    const reshaped = await outcome('unity', [{ name: 'all.bvh', bytes }], { resampleFps: 60 })
    expect(reshaped.paths).toEqual(['a.fbx > a.fbx', 'b.fbx > b.fbx'])
    expect(Object.keys(reshaped.leftOut)).toEqual(['all.bvh/c.fbx', 'all.bvh/skin.png'])
  })

  test('that is damaged is an error with a position; one that cannot be opened is left out', async () => {
    const walk = { name: 'walk.bvh', bytes: bvh(90) }
    const whole = zip({ 'a.fbx': one })
    await expect(
      bundleFor('unity', [walk, { name: 'a.zip', bytes: whole.slice(0, -60) }]),
    ).rejects.toMatchObject({ code: 'invalid-file', position: { byteOffset: expect.any(Number) } })
    const locked = whole.slice()
    locked[Buffer.from(locked).lastIndexOf('PK\u0001\u0002') + 8] = 1
    expect((await outcome('unity', [walk, { name: 'a.zip', bytes: locked }])).leftOut).toEqual({
      'a.zip': expect.stringMatching(/is encrypted/),
    })
    expect(
      (await outcome('unity', [walk, { name: 'b.zip', bytes: zip({ 'a.txt': picture }) }])).leftOut,
    ).toEqual({
      'b.zip': 'This archive holds no FBX, GLB or BVH.',
      'b.zip/a.txt': 'It is neither a model nor a picture of one.',
    })
  })
})
