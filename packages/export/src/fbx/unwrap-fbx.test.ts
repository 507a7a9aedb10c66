import { type Zippable, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { smallFbx } from '../../test/fbx-files.ts'
import { unwrapFbx } from './unwrap-fbx.ts'

const fbx = smallFbx()
const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47)
const zip = (files: Zippable): Uint8Array => zipSync(files, { level: 6, mtime: new Date(2024, 0, 1) })

describe('unwrapFbx', () => {
  test('a file that is no archive is given back', () => {
    expect(unwrapFbx(fbx)).toEqual({ name: null, bytes: fbx, companions: [] })
    expect(unwrapFbx(fbx).bytes).toBe(fbx)
  })

  test('of an archive the FBX file, and what lay beside it', () => {
    const unwrapped = unwrapFbx(
      zip({
        'take/walk.FBX': fbx,
        'take/walk.fbm/skin.png': picture,
        'notes.txt': picture,
        'take/.DS_Store': picture,
        '__MACOSX/take/._walk.FBX': picture,
      }),
    )
    expect(unwrapped.name).toBe('walk.FBX')
    expect(Buffer.compare(unwrapped.bytes, fbx)).toBe(0)
    expect(unwrapped.companions).toEqual([
      { path: 'walk.fbm/skin.png', bytes: picture },
      { path: 'notes.txt', bytes: picture },
    ])
  })

  test('stored without packing is read, too', () => {
    expect(unwrapFbx(zipSync({ 'a.fbx': [fbx, { level: 0 }] })).bytes).toEqual(fbx)
  })

  test.each([
    ['no FBX file', zip({ 'a.glb': picture }), 'invalid-file', /holds no FBX file/],
    [
      'several',
      zip({ 'a.fbx': fbx, 'b.fbx': fbx }),
      'unsupported',
      /several FBX files \("a\.fbx", "b\.fbx"\)/,
    ],
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
