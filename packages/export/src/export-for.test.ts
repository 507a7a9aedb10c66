import { describe, expect, test } from 'vitest'
import { bvhText } from '../test/bvh-text.ts'
import { ExportError } from './export-error.ts'
import { exportFor } from './export-for.ts'

const encoder = new TextEncoder()
const bvh = (name: string): { name: string; bytes: Uint8Array } => ({
  name,
  bytes: encoder.encode(bvhText()),
})
const paths = (files: readonly { path: string }[]): readonly string[] => files.map(({ path }) => path)
const textOf = (files: readonly { path: string; bytes: Uint8Array }[], path: string): string =>
  new TextDecoder().decode(files.find((file) => file.path === path)?.bytes)

describe('exportFor', () => {
  test('web gives a GLB and its report', async () => {
    const { files, report } = await exportFor('web', [bvh('Walk cycle.bvh')])
    expect(paths(files)).toEqual(['Walk_cycle.glb', 'Walk_cycle.report.json', 'Walk_cycle.report.txt'])
    expect(report.sources).toEqual([JSON.parse(textOf(files, 'Walk_cycle.report.json'))])
    expect(textOf(files, 'Walk_cycle.report.txt')).toContain('2 frames at 30 fps')
  })

  test('blender adds a script and what it reads', async () => {
    const { files } = await exportFor('blender', [bvh('walk.bvh')])
    expect(paths(files).slice(0, 3)).toEqual(['walk.glb', 'import_walk.py', 'bundle.json'])
    expect(JSON.parse(textOf(files, 'bundle.json'))).toEqual({
      name: 'walk',
      glb: 'walk.glb',
      fps: 30,
      frameStart: 0,
      frameEnd: 1,
      seconds: 1 / 30,
      source: 'walk.bvh',
    })
  })

  test('the same input gives the same bytes', async () => {
    expect(await exportFor('blender', [bvh('a.bvh')])).toEqual(await exportFor('blender', [bvh('a.bvh')]))
  })

  test('several files get a folder each, whatever they are called', async () => {
    const names = ['../../etc/walk.bvh', 'WALK.bvh', 'C:\\x\\...bvh']
    const { files } = await exportFor('web', names.map(bvh))
    expect(paths(files).filter((path) => path.endsWith('.glb'))).toEqual([
      'walk/walk.glb',
      'WALK_2/WALK_2.glb',
      'motion/motion.glb',
    ])
  })

  test('a name never becomes part of the program', async () => {
    const evil = 'x"); import os; os.system("true") #\n.bvh'
    const scripts = await Promise.all(
      [evil, 'a.bvh'].map(async (name) => {
        const { files } = await exportFor('blender', [bvh(name)])
        return files.find(({ path }) => path.endsWith('.py'))?.bytes
      }),
    )
    expect(scripts[0]).toEqual(scripts[1])
  })

  test('a GLB passes through unchanged, whatever its name says', async () => {
    const made = await exportFor('web', [bvh('walk.bvh')])
    const glb = made.files[0]?.bytes ?? new Uint8Array()
    const { files, report } = await exportFor('blender', [{ name: 'walk.bvh', bytes: glb }])
    expect(files[0]).toEqual({ path: 'walk.glb', bytes: glb })
    expect(report.sources[0]).toMatchObject({
      kind: 'glb',
      facts: { skins: 1, clips: [{ name: 'walk', fps: 30 }] },
      notes: [{ code: 'passed-through' }],
    })
    expect(JSON.parse(textOf(files, 'bundle.json'))).toMatchObject({ fps: 30, frameEnd: 1 })
  })

  test('a GLB cut short is refused with the byte', async () => {
    const made = await exportFor('web', [bvh('walk.bvh')])
    const bytes = made.files[0]?.bytes.subarray(0, 500) ?? new Uint8Array()
    await expect(exportFor('web', [{ name: 'x', bytes }])).rejects.toMatchObject({
      code: 'invalid-file',
      position: { byteOffset: 8, line: null },
    })
  })

  test('another format is refused with the names of those that work', async () => {
    const fbx = { name: 'walk.bvh', bytes: encoder.encode('Kaydara FBX Binary  ') }
    const error: unknown = await exportFor('web', [fbx]).catch((thrown: unknown) => thrown)
    expect(ExportError.is(error) && [error.code, error.message]).toEqual([
      'unsupported',
      '"walk.bvh" is FBX by its first bytes. BVH and GLB can be exported; convert it to one of them.',
    ])
  })

  test('nothing to export is a mistake of the caller', async () => {
    await expect(exportFor('web', [])).rejects.toMatchObject({ code: 'invalid-option' })
  })
})
