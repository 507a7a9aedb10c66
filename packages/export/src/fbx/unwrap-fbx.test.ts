import { type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { smallFbx } from '../../test/fbx-files.ts'
import { unwrapFbx } from './unwrap-fbx.ts'

const fbx = smallFbx()
const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
const zip = (files: Zippable): Uint8Array => zipSync(files, { level: 6, mtime: new Date(2024, 0, 1) })

describe('unwrapFbx', () => {
  test('a file that is no archive is given back', () => {
    expect(unwrapFbx(fbx)).toEqual({ models: [{ path: null, bytes: fbx }], companions: [] })
    expect(unwrapFbx(fbx).models[0]?.bytes).toBe(fbx)
  })

  test('of an archive the FBX file, and what lay beside it; the folder that holds it all says nothing', () => {
    const { models, companions } = unwrapFbx(
      zip({
        'take/walk.FBX': fbx,
        'take/walk.fbm/skin.png': picture,
        'take/.DS_Store': picture,
        '__MACOSX/take/._walk.FBX': picture,
      }),
    )
    expect(models.map(({ path }) => path)).toEqual(['walk.FBX'])
    expect(Buffer.compare(models[0]?.bytes ?? new Uint8Array(), fbx)).toBe(0)
    expect(companions).toEqual([{ path: 'walk.fbm/skin.png', bytes: picture }])
  })

  test('of several people every FBX file by its name, and what lay beside them', () => {
    const other = smallFbx('m')
    const { models, companions } = unwrapFbx(
      zip({ 'a/one.fbx': fbx, './b//two.fbx': other, 'b/skin.png': picture, 'notes.txt': picture }),
    )
    expect(models).toEqual([
      { path: 'a/one.fbx', bytes: fbx },
      { path: 'b/two.fbx', bytes: other },
    ])
    expect(companions.map(({ path }) => path)).toEqual(['b/skin.png', 'notes.txt'])
  })

  test('an archive in the archive that is called a model is opened, once', () => {
    const person = zip({ 'dance.fbx': fbx, 'skin.png': picture })
    const { models, companions } = unwrapFbx(zip({ 'dance_001.fbx': person, 'dance_002.fbx': fbx }))
    expect(models.map(({ path }) => path)).toEqual(['dance_001/dance.fbx', 'dance_002.fbx'])
    expect(companions.map(({ path }) => path)).toEqual(['dance_001/skin.png'])
    expect(() => unwrapFbx(zip({ 'a.fbx': zip({ 'b.fbx': person }) }))).toThrow(/archives of archives/)
  })

  test('archives in an archive share its limits', () => {
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${index}.png`, picture]))
    const both = zip({ 'a.fbx': zip({ 'a.fbx': fbx, ...many }), 'b.fbx': zip({ 'b.fbx': fbx, ...many }) })
    expect(() => unwrapFbx(both)).toThrow(/more than 1000 files/)
    const zeros = zipSync({ 'a.fbx': new Uint8Array(270 * 2 ** 20) }, { level: 1 })
    expect(() => unwrapFbx(zip({ 'a.fbx': zeros, 'b.fbx': zeros }))).toThrow(/unpacks to more than \d+ MiB/)
  })

  test('stored without packing is read, too', () => {
    expect(unwrapFbx(zipSync({ 'a.fbx': [fbx, { level: 0 }] })).models).toEqual([
      { path: 'a.fbx', bytes: fbx },
    ])
  })

  test.each([
    ['no FBX file', zip({ 'a.glb': picture }), 'invalid-file', /holds no FBX file/],
    [
      'a path that leads out of it',
      zip({ 'a.fbx': fbx, '../../b.png': picture }),
      'invalid-file',
      /leads out of it/,
    ],
    ['a part of it missing', zip({ 'a.fbx': fbx }).slice(0, -60), 'invalid-file', /a part of it is missing/],
  ])('%s is an error', (_, bytes, code, message) => {
    expect(() => unwrapFbx(bytes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message), position: expect.anything() }),
    )
  })

  test('a file whose content was changed is an error', () => {
    const bytes = zipSync({ 'a.fbx': [fbx, { level: 0 }] })
    bytes[200] = (bytes[200] ?? 0) ^ 1
    expect(() => unwrapFbx(bytes)).toThrow(/is damaged/)
  })

  test('an archive that claims to unpack to gigabytes is refused before memory is taken', () => {
    const bytes = zip({ 'a.fbx': fbx })
    const directory = Buffer.from(bytes).lastIndexOf('PK\u0001\u0002')
    new DataView(bytes.buffer).setUint32(directory + 24, 0xf0000000, true)
    expect(() => unwrapFbx(bytes)).toThrow(/cannot have the size its list says/)
  })
})
