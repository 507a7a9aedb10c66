import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encode } from 'jpeg-js'
import { describe, expect, test } from 'vitest'
import { decodeImage, type Picture, resample } from './decode-image.ts'
import { type PngOptions, writePng } from '../../test/png-samples.ts'
import { describeWhere } from '../../test/real-files.ts'

/** Seven pixels by five, so that every interlaced pass is odd and some rows end within a byte. */
const [width, height] = [7, 5]
const ramp = (maximum: number) => (x: number, y: number, c: number) => (x * 5 + y * 3 + c * 7) % (maximum + 1)
const codeOf = (bytes: Uint8Array) => {
  try {
    return decodeImage(bytes)
  } catch (error) {
    return (error as { code?: string }).code
  }
}
const at = ({ rgba, width: columns }: Picture, x: number, y: number) => [
  ...rgba.subarray((y * columns + x) * 4, (y * columns + x) * 4 + 4),
]

describe('a PNG', () => {
  const kinds = [
    [0, [1, 2, 4, 8, 16]],
    [2, [8, 16]],
    [4, [8, 16]],
    [6, [8, 16]],
  ] as const
  const cases = kinds.flatMap(([colourType, depths]) =>
    depths.flatMap((depth) => [false, true].map((interlaced) => ({ colourType, depth, interlaced }))),
  )

  test.each(cases)(
    'of colour type $colourType with $depth bits is read (interlaced: $interlaced)',
    (kind) => {
      const maximum = 2 ** kind.depth - 1
      const sample = ramp(Math.min(maximum, 40_000))
      const picture = decodeImage(writePng({ width, height, ...kind, sample }))
      expect([picture.width, picture.height]).toEqual([width, height])
      const eight = (x: number, y: number, c: number) => Math.round((sample(x, y, c) / maximum) * 255)
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const places = { 0: [0, 0, 0], 2: [0, 1, 2], 4: [0, 0, 0, 1], 6: [0, 1, 2, 3] }[kind.colourType]
          const wanted = places.map((c) => eight(x, y, c))
          expect(at(picture, x, y)).toEqual(wanted.length === 4 ? wanted : [...wanted, 255])
        }
      }
    },
  )

  test.each([1, 2, 4, 8])('with a palette of %d bits has its colours, and the alpha of some', (depth) => {
    const colours = [...Array(2 ** depth).keys()].flatMap((i) => [i % 256, (i * 3) % 256, 255 - (i % 256)])
    const sample = ramp(2 ** depth - 1)
    const palette = { colours: Uint8Array.from(colours), alpha: Uint8Array.of(9) }
    for (const interlaced of [false, true]) {
      const picture = decodeImage(
        writePng({ width, height, colourType: 3, depth, interlaced, sample, ...palette }),
      )
      const index = sample(4, 3, 0)
      expect(at(picture, 4, 3)).toEqual([...colours.slice(index * 3, index * 3 + 3), index === 0 ? 9 : 255])
      expect(at(picture, 0, 0)).toEqual([0, 0, 255, 9])
    }
  })

  test('without alpha may have one colour that is transparent', () => {
    const grey = { width: 2, height: 1, colourType: 0, depth: 8, sample: (x: number) => 40 + x } as const
    const picture = decodeImage(writePng({ ...grey, alpha: Uint8Array.of(0, 41) }))
    expect([at(picture, 0, 0)[3], at(picture, 1, 0)[3]]).toEqual([255, 0])
  })

  test.each([0, 1, 2, 3, 4])('is read with filter %d', (filter) => {
    const sample = (x: number, y: number, c: number) => (x * 91 + y * 57 + c * 133) % 256
    const picture = decodeImage(writePng({ width, height, colourType: 6, depth: 8, sample, filter }))
    expect(at(picture, 3, 2)).toEqual([0, 1, 2, 3].map((c) => sample(3, 2, c)))
    expect(at(picture, 6, 4)).toEqual([0, 1, 2, 3].map((c) => sample(6, 4, c)))
  })

  const options: PngOptions = { width, height, colourType: 2, depth: 8, sample: ramp(255) }

  test('that was cut, changed, or whose pixels are missing is broken', () => {
    const whole = writePng(options)
    expect(codeOf(whole.subarray(0, whole.length - 20))).toBe('broken')
    expect(codeOf(whole.subarray(0, 12))).toBe('broken')
    const changed = whole.slice()
    changed[whole.length - 30] = (changed[whole.length - 30] ?? 0) ^ 255
    expect(codeOf(changed)).toBe('broken')
    expect(codeOf(writePng({ ...options, writtenHeight: 4 }))).toBe('broken')
    expect(codeOf(writePng({ ...options, filter: 7 }))).toBe('broken')
    expect(codeOf(writePng({ ...options, depth: 4 }))).toBe('broken')
    expect(codeOf(writePng({ ...options, width: 0 }))).toBe('broken')
    expect(codeOf(writePng({ ...options, colourType: 3 }))).toBe('broken')
  })

  test('of more pixels than anybody wants is refused before they are unpacked', () => {
    const bomb = writePng({ ...options, width: 60_000, height: 60_000, writtenHeight: 0 })
    expect(codeOf(bomb)).toBe('too-large')
  })
})

describe('a JPEG', () => {
  /** Four plain quarters, large enough that no block touches two. */
  const quarters = { width: 32, height: 48, data: new Uint8Array(32 * 48 * 4) }
  const colours = [
    [230, 20, 20],
    [20, 200, 20],
    [20, 20, 220],
    [240, 240, 240],
  ] as const
  for (let y = 0; y < 48; y++)
    for (let x = 0; x < 32; x++)
      quarters.data.set([...(colours[(y < 24 ? 0 : 2) + (x < 16 ? 0 : 1)] ?? []), 255], (y * 32 + x) * 4)
  const jpeg = new Uint8Array(encode(quarters, 95).data)

  const oriented = (value: number, little = false) => {
    const tiff = new DataView(new ArrayBuffer(26))
    tiff.setUint16(0, little ? 0x4949 : 0x4d4d)
    tiff.setUint16(2, 42, little)
    tiff.setUint32(4, 8, little)
    tiff.setUint16(8, 1, little)
    tiff.setUint16(10, 0x0112, little)
    tiff.setUint16(12, 3, little)
    tiff.setUint32(14, 1, little)
    tiff.setUint16(18, value, little)
    const exif = Buffer.concat([Buffer.from('Exif\0\0'), new Uint8Array(tiff.buffer)])
    const head = Buffer.of(0xff, 0xd8, 0xff, 0xe1, 0, exif.length + 2)
    return new Uint8Array(Buffer.concat([head, exif, jpeg.subarray(2)]))
  }
  /** Which quarter is seen at the top left, top right, bottom left and bottom right. */
  const seen = (picture: Picture) =>
    [
      [6, 6],
      [picture.width - 7, 6],
      [6, picture.height - 7],
      [picture.width - 7, picture.height - 7],
    ].map(([x = 0, y = 0]) => {
      const [r = 0, g = 0, b = 0] = at(picture, x, y)
      return colours.findIndex((colour) => [r, g, b].every((v, c) => Math.abs(v - (colour[c] ?? 0)) < 30))
    })

  test('keeps its colours', () => {
    const picture = decodeImage(jpeg)
    expect([picture.width, picture.height, seen(picture)]).toEqual([32, 48, [0, 1, 2, 3]])
    expect(at(picture, 1, 1)[3]).toBe(255)
  })

  // The eight orientations as Exif draws them: where row 0 and column 0 of the stored pixels are seen.
  test.each([
    [1, [0, 1, 2, 3]],
    [2, [1, 0, 3, 2]],
    [3, [3, 2, 1, 0]],
    [4, [2, 3, 0, 1]],
    [5, [0, 2, 1, 3]],
    [6, [2, 0, 3, 1]],
    [7, [3, 1, 2, 0]],
    [8, [1, 3, 0, 2]],
  ])('of orientation %d is turned upright', (value, quartersSeen) => {
    for (const little of [false, true]) {
      const picture = decodeImage(oriented(value, little))
      expect([picture.width, picture.height]).toEqual(value > 4 ? [48, 32] : [32, 48])
      expect(seen(picture)).toEqual(quartersSeen)
    }
  })

  test('that was cut is broken, wherever it was', () => {
    for (const part of [0.1, 0.5, 0.9, 0.99])
      expect(codeOf(jpeg.subarray(0, Math.floor(jpeg.length * part)))).toBe('broken')
    expect(codeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0xff))).toBe('broken')
  })

  test('of more pixels than anybody wants is refused before they are unpacked', () => {
    const huge = jpeg.slice()
    const frame = Buffer.from(huge).indexOf(Buffer.of(0xff, 0xc0))
    huge.set([0xea, 0x60, 0xea, 0x60], frame + 5)
    expect(codeOf(huge)).toBe('too-large')
  })

  test('of a kind that hardly anybody reads is unsupported', () => {
    const arithmetic = jpeg.slice()
    arithmetic[Buffer.from(jpeg).indexOf(Buffer.of(0xff, 0xc0)) + 1] = 0xc9
    expect(codeOf(arithmetic)).toBe('unsupported')
  })
})

test('anything else is unsupported', () => {
  expect(codeOf(new TextEncoder().encode('GIF89a...'))).toBe('unsupported')
  expect(codeOf(new Uint8Array())).toBe('unsupported')
})

describe('resample', () => {
  const picture = (columns: number, rgba: readonly number[]): Picture => ({
    width: columns,
    height: rgba.length / 4 / columns,
    rgba: Uint8ClampedArray.from(rgba),
  })

  const plainPixels = (count: number) => Array.from({ length: count }, () => [200, 100, 50, 255]).flat()

  test('keeps a plain colour, in any size', () => {
    const plain = picture(3, plainPixels(9))
    for (const [w, h] of [
      [1, 1],
      [7, 2],
      [2, 11],
    ] as const)
      expect([...resample(plain, w, h).rgba]).toEqual(plainPixels(w * h))
  })

  test('averages what it shrinks, and does not mix in what is invisible', () => {
    const pair = picture(2, [255, 0, 0, 255, 0, 255, 0, 0])
    expect([...resample(pair, 1, 1).rgba]).toEqual([255, 0, 0, 128])
  })

  test('keeps left left and the top on top', () => {
    const four = picture(2, [0, 0, 0, 255, 90, 0, 0, 255, 0, 90, 0, 255, 0, 0, 90, 255])
    const large = resample(four, 8, 6)
    expect([at(large, 0, 0), at(large, 7, 0), at(large, 0, 5), at(large, 7, 5)]).toEqual([
      [0, 0, 0, 255],
      [90, 0, 0, 255],
      [0, 90, 0, 255],
      [0, 0, 90, 255],
    ])
  })
})

const fixtures = process.env['ONETAKE_FIXTURES']
const images = fixtures ? join(fixtures, 'image') : null

describeWhere(images !== null && existsSync(images))('pictures of other programs', () => {
  const open = (name: string) => decodeImage(readFileSync(join(images ?? '', name)))
  const grey = (picture: Picture) =>
    Array.from(
      { length: picture.width * picture.height },
      (_, i) =>
        0.299 * (picture.rgba[i * 4] ?? 0) +
        0.587 * (picture.rgba[i * 4 + 1] ?? 0) +
        0.114 * (picture.rgba[i * 4 + 2] ?? 0),
    )

  test.each([
    ['derived_astronaut_gray_progressive.jpg', 'a progressive JPEG in grey'],
    ['derived_astronaut_exif_orient6.jpg', 'a JPEG that lies on its side'],
  ])('%s (%s) shows what the original shows', (name) => {
    const [original, other] = [grey(open('astronaut.png')), grey(open(name))]
    const off =
      original.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / original.length
    expect(off).toBeLessThan(4)
  })

  test('a PNG with a channel of alpha has its size, and is opaque where it says so', () => {
    const picture = open('derived_astronaut_rgba_256x320.png')
    expect([picture.width, picture.height]).toEqual([256, 320])
    expect(new Set(picture.rgba.filter((_, i) => i % 4 === 3))).toEqual(new Set([255]))
  })

  test('a WebP is none that we read', () => {
    expect(codeOf(readFileSync(join(images ?? '', 'derived_astronaut.webp')))).toBe('unsupported')
  })
})
