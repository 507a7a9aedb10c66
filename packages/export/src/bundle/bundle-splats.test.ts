import { gunzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { bvhText } from '../../test/bvh-text.ts'
import { colorOf, covarianceOf } from '../../test/render-splats.ts'
import { sampleSplats } from '../../test/sample-splats.ts'
import { unityAssets } from '../../test/unity-assets.ts'
import type { ExportedFile } from '../export-for.ts'
import { readSplats } from '../splat/read-splats.ts'
import type { Splats } from '../splat/splats.ts'
import { splatsTo } from '../splat/splats-to.ts'
import { bundleFor } from './bundle-for.ts'

const encoder = new TextEncoder()
const cloud = sampleSplats(40, 1)
/** As the INRIA trainer writes it: Y down. */
const room = { name: 'room.ply', bytes: (await splatsTo('ply', cloud)).bytes }

const named = (files: readonly ExportedFile[], path: string): Uint8Array => {
  const file = files.find((each) => each.path === path)
  if (!file) throw new Error(`${path} is not among ${files.map((each) => each.path).join(', ')}`)
  return file.bytes
}

const spzOf = async (files: readonly ExportedFile[]): Promise<Splats> =>
  (await readSplats(named(files, 'room.spz'))).splats

describe('a bundle of splats', () => {
  test('for the web is an SPZ with Y up, without broken splats, and a page', async () => {
    const positions = cloud.positions.slice()
    positions[0] = Number.NaN
    const { bytes } = await splatsTo('ply', { ...cloud, positions })
    const { files, report } = await bundleFor('web', [{ name: 'room.ply', bytes }])
    expect(files.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['room.spz', 'room.spz.js', 'index.html', 'models.js']),
    )
    const splats = await spzOf(files)
    expect(splats.count).toBe(39)
    for (const [index, value] of splats.positions.entries())
      expect(value).toBeCloseTo(cloud.positions[index + 3] ?? 0, 3)
    expect(report.sources[0]?.notes).toContainEqual(
      expect.objectContaining({ code: 'broken-splats-removed' }),
    )
    const text = new TextDecoder().decode(named(files, 'report.txt'))
    expect(text).toContain('room.spz, from room.ply\n  39 splats')
    expect(text).toContain('Look at this: 1 splats have values that are no numbers')
  })

  test('for Blender is a PLY of the whole layout that stands along Z', async () => {
    const { files, report } = await bundleFor('blender', [room])
    expect(files.map(({ path }) => path)).toEqual([
      'room.ply',
      'README.txt',
      'provenance.json',
      'report.json',
      'report.txt',
    ])
    const ply = named(files, 'room.ply')
    expect(new TextDecoder('latin1').decode(ply)).toContain('property float f_rest_44\n')
    const { splats } = await readSplats(ply, { frame: 'y-up' })
    for (let index = 0; index < cloud.count; index++) {
      const [x = 0, y = 0, z = 0] = cloud.positions.subarray(index * 3, index * 3 + 3)
      const place = splats.positions.subarray(index * 3, index * 3 + 3)
      for (const [axis, value] of [x, -z, y].entries()) expect(place[axis]).toBeCloseTo(value, 6)
      // What is seen from a place that is turned along.
      for (const [channel, value] of colorOf(splats, index, [3, -2, 5]).entries())
        expect(value).toBeCloseTo(colorOf(cloud, index, [3, 5, 2])[channel] ?? 0, 4)
    }
    expect(new TextDecoder().decode(named(files, 'README.txt'))).toMatch(/KIRI Engine.*Blender 4\.2/s)
    expect(report.sources[0]?.notes.map(({ code }) => code)).toContain('axes-for-blender')
  })

  test('for Unity is an SPZ of version 2 whose numbers are right in a left-handed frame', async () => {
    const { archives } = await bundleFor('unity', [room])
    const assets = unityAssets(named(archives, 'room.unitypackage'))
    const { asset, meta, guid } = assets.get('Assets/Onetake/room/room.spz') ?? {}
    const spz = asset ?? new Uint8Array()
    // Version, and the degree that the package's reader counts on.
    const content = gunzipSync(spz)
    expect([content[4], content[12]]).toEqual([2, 3])
    const { splats } = await readSplats(spz)
    for (let index = 0; index < cloud.count; index++) {
      const [x = 0, y = 0, z = 0] = cloud.positions.subarray(index * 3, index * 3 + 3)
      const place = splats.positions.subarray(index * 3, index * 3 + 3)
      for (const [axis, value] of [x, y, -z].entries()) expect(place[axis]).toBeCloseTo(value, 3)
      const [ours, theirs] = [covarianceOf(splats, index), covarianceOf(cloud, index)]
      const largest = Math.max(...theirs.flat().map(Math.abs))
      for (const row of [0, 1, 2])
        for (const column of [0, 1, 2]) {
          const sign = (row === 2) === (column === 2) ? 1 : -1
          const difference = (ours[row]?.[column] ?? 0) - sign * (theirs[row]?.[column] ?? 0)
          expect(Math.abs(difference) / largest).toBeLessThan(0.2)
        }
      for (const [channel, value] of colorOf(splats, index, [3, 5, -2]).entries())
        expect(value).toBeCloseTo(colorOf(cloud, index, [3, 5, 2])[channel] ?? 0, 1)
    }
    // Whoever imports splats in that project writes the rest.
    expect(parse(meta ?? '')).toEqual({ fileFormatVersion: 2, guid })
    expect(new TextDecoder().decode(assets.get('Assets/Onetake/room/README.md')?.asset)).toContain(
      'UnityGaussianSplatting',
    )
  })

  test.each(['ply', 'spz', 'splat'] as const)('is made of a %s', async (format) => {
    const { bytes } = await splatsTo(format, cloud)
    const { files, provenance } = await bundleFor('web', [{ name: `room.${format}`, bytes }])
    expect((await spzOf(files)).count).toBe(40)
    expect(provenance.sources).toMatchObject([
      { name: `room.${format}`, format: format === 'spz' ? 'gzip' : format },
    ])
  })

  test('of one scene in several formats is made of the most exact one', async () => {
    const { bytes } = await splatsTo('spz', cloud)
    const { report } = await bundleFor('web', [{ name: 'room.spz', bytes }, room])
    expect(report.sources.map(({ source }) => source)).toEqual(['room.ply'])
    expect(report.leftOut).toEqual([
      { source: 'room.spz', why: 'The same splats are in a better format than SPZ for web.' },
    ])
  })

  test('leaves out a PLY that holds a mesh, and says what it is', async () => {
    const mesh = `ply
format binary_little_endian 1.0
element vertex 0
property float x
element face 0
property list uchar int vertex_indices
end_header
`
    const chair = { name: 'chair.ply', bytes: encoder.encode(mesh) }
    const { report, files } = await bundleFor('web', [chair, room])
    expect(report.leftOut).toEqual([{ source: 'chair.ply', why: expect.stringContaining('mesh') }])
    // One is left, so it needs no folder.
    expect(files.map(({ path }) => path)).toContain('room.spz')
    await expect(bundleFor('web', [chair])).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/^No file can be bundled for web\. "chair\.ply": .*mesh/),
    })
  })

  test.each(['blender', 'unity', 'web'] as const)('for %s is the same bytes again', async (target) => {
    expect(await bundleFor(target, [room])).toEqual(await bundleFor(target, [room]))
  })
})

describe('options that shape motions', () => {
  const walk = { name: 'walk.bvh', bytes: encoder.encode(bvhText()) }

  test('do not concern splats, and the report says so', async () => {
    const { files, report } = await bundleFor('web', [walk, room], { resampleFps: 60 })
    expect(report.changes.map(({ source }) => source)).toEqual(['walk.bvh'])
    expect(new TextDecoder().decode(named(files, 'report.txt'))).toContain(
      'Note: Frame rate can only be changed in motions; this is none, and is as it came. [motion-options-unused]',
    )
    const plain = await bundleFor('web', [walk, room])
    expect(JSON.stringify(plain.report)).not.toContain('motion-options-unused')
  })

  test('are refused where nothing is a motion', async () => {
    const asked = bundleFor('web', [room], { resampleFps: 60, rootMotion: 'in-place' })
    await expect(asked).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringMatching(/^Root motion and frame rate can only be changed in motions/),
    })
    // The same as nothing.
    expect(await bundleFor('web', [room], { rootMotion: 'keep' })).toEqual(await bundleFor('web', [room]))
  })
})
