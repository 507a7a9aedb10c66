import { describe, expect, test } from 'vitest'
import { sampleSplats } from '../../../test/sample-splats.ts'
import { ExportError } from '../../export-error.ts'
import { FLAT_HARMONIC, type SplatDegree } from '../splats.ts'
import { readPly } from './read-ply.ts'
import { writePly } from './write-ply.ts'

const sample = sampleSplats(50)

/** A PLY of rows of named numbers, all of one type unless said. */
function ply(
  rows: readonly Readonly<Record<string, number>>[],
  options: {
    readonly types?: Readonly<Record<string, string>>
    readonly bigEndian?: boolean
    readonly head?: string
  } = {},
): Uint8Array {
  const { types = {}, bigEndian = false, head } = options
  const names = Object.keys(rows[0] ?? {})
  const typeOf = (name: string): string => types[name] ?? 'float'
  const sizes: Readonly<Record<string, number>> = { float: 4, double: 8, uchar: 1, short: 2 }
  const header =
    head ??
    [
      'ply',
      `format binary_${bigEndian ? 'big' : 'little'}_endian 1.0`,
      `element vertex ${rows.length}`,
      ...names.map((name) => `property ${typeOf(name)} ${name}`),
      'end_header\n',
    ].join('\n')
  const start = new TextEncoder().encode(header)
  const rowBytes = names.reduce((sum, name) => sum + (sizes[typeOf(name)] ?? 4), 0)
  const bytes = new Uint8Array(start.length + rowBytes * rows.length)
  bytes.set(start)
  const view = new DataView(bytes.buffer)
  let at = start.length
  for (const row of rows)
    for (const name of names) {
      const value = row[name] ?? 0
      const type = typeOf(name)
      if (type === 'double') view.setFloat64(at, value, !bigEndian)
      else if (type === 'uchar') view.setUint8(at, value)
      else if (type === 'short') view.setInt16(at, value, !bigEndian)
      else view.setFloat32(at, value, !bigEndian)
      at += sizes[type] ?? 4
    }
  return bytes
}

const splat = {
  x: 1, y: 2, z: 3, f_dc_0: 0.1, f_dc_1: 0.2, f_dc_2: 0.3, opacity: 2,
  scale_0: -1, scale_1: -2, scale_2: -3, rot_0: 2, rot_1: 0, rot_2: 0, rot_3: 0,
} as const // oxfmt-ignore

function errorOf(bytes: Uint8Array): ExportError {
  try {
    readPly(bytes)
  } catch (error) {
    if (ExportError.is(error)) return error
    throw error
  }
  throw new Error('the file was accepted')
}

describe('readPly', () => {
  test.each([0, 1, 2, 3] as const)(
    'what was written with degree %i is read again, bit for bit',
    (degree: SplatDegree) => {
      const splats = sampleSplats(700, degree)
      const { splats: read } = readPly(writePly(splats))
      expect(read.degree).toBe(degree)
      for (const name of ['positions', 'scales', 'opacities', 'colors', 'harmonics'] as const)
        expect(read[name]).toEqual(splats[name])
      for (const [at, value] of read.rotations.entries())
        expect(value).toBeCloseTo(splats.rotations[at] ?? 0, 6)
    },
  )

  test('a splat of degree 3 has the 248 bytes that readers count on', () => {
    const bytes = writePly(sample)
    const header = new TextDecoder().decode(bytes.subarray(0, bytes.length - 50 * 248))
    expect(header.endsWith('\nend_header\n')).toBe(true)
    expect(header).toContain('property float nx\n')
  })

  test('Y down becomes Y up, and a quaternion of any length becomes x, y, z, w of length 1', () => {
    const { splats, notes } = readPly(ply([{ ...splat, rot_0: 3, rot_1: 0, rot_2: 4, rot_3: 0 }]))
    expect([...splats.positions]).toEqual([1, -2, -3])
    const [x = 1, y = 0, z = 1, w = 0] = splats.rotations
    expect([x + 0, y, z + 0, w]).toEqual([0, -Math.fround(0.8), 0, Math.fround(0.6)])
    expect(notes.map(({ code }) => code)).toEqual(['axes-turned'])
  })

  test('a file that says it has Y up keeps its axes', () => {
    const { splats, notes } = readPly(ply([splat]), { frame: 'y-up' })
    expect([...splats.positions]).toEqual([1, 2, 3])
    expect(notes.map(({ code }) => code)).toEqual(['axes-kept'])
  })

  test.each([
    ['another order of properties', ply([Object.fromEntries(Object.entries(splat).toReversed())])],
    ['properties that no splat has', ply([{ nx: 9, label: 8, ...splat, extra: 7 }])],
    ['double numbers', ply([splat], { types: { x: 'double', scale_1: 'double', rot_0: 'double' } })],
    ['whole numbers', ply([splat], { types: { x: 'short', y: 'uchar', opacity: 'uchar' } })],
    ['the other byte order', ply([splat], { bigEndian: true })],
    [
      'CRLF and comments',
      ((): Uint8Array => {
        const plain = ply([splat])
        const text = new TextDecoder('latin1').decode(plain)
        const [head = ''] = text.split('end_header\n')
        const start = new TextEncoder().encode(
          `${head.replace('1.0\n', '1.0\ncomment by hand\nobj_info\n').replaceAll('\n', '\r\n')}end_header\r\n`,
        )
        return new Uint8Array([...start, ...plain.subarray(head.length + 11)])
      })(),
    ],
    ['bytes behind the last splat', new Uint8Array([...ply([splat]), 1, 2, 3])],
  ])('%s changes nothing', (_, bytes) => {
    expect(readPly(bytes).splats).toEqual(readPly(ply([splat])).splats)
  })

  test('a file that begins anywhere in memory is read', () => {
    const bytes = writePly(sample)
    const moved = new Uint8Array(bytes.length + 3)
    moved.set(bytes, 3)
    expect(readPly(moved.subarray(3)).splats).toEqual(readPly(bytes).splats)
  })

  test('colours kept as bytes are read, and said to be', () => {
    const { f_dc_0, f_dc_1, f_dc_2, ...plain } = splat
    const { splats, notes } = readPly(
      ply([{ ...plain, red: 255, green: 0, blue: 51 }], {
        types: { red: 'uchar', green: 'uchar', blue: 'uchar' },
      }),
    )
    const shown = [...splats.colors].map((value) => 0.5 + FLAT_HARMONIC * value)
    for (const [channel, value] of [1, 0, 0.2].entries()) expect(shown[channel]).toBeCloseTo(value, 6)
    expect(notes.map(({ code }) => code)).toContain('colors-from-bytes')
    expect(f_dc_0 + f_dc_1 + f_dc_2).toBeGreaterThan(0)
  })

  test('f_rest is sorted by channel in the file and by coefficient here', () => {
    const rest = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`f_rest_${index}`, index]))
    const { splats } = readPly(ply([{ ...splat, ...rest }]), { frame: 'y-up' })
    expect([...splats.harmonics]).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8])
  })

  test('of degree 4 the first three degrees are kept, channel by channel', () => {
    const rest = Object.fromEntries(Array.from({ length: 72 }, (_, index) => [`f_rest_${index}`, index]))
    const { splats, notes } = readPly(ply([{ ...splat, ...rest }]), { frame: 'y-up' })
    expect(splats.degree).toBe(3)
    expect([...splats.harmonics.subarray(42)]).toEqual([14, 38, 62])
    expect(notes.map(({ code }) => code)).toContain('degree-reduced')
  })

  test('splats with values that are no numbers are left out, and counted', () => {
    const { splats, notes } = readPly(
      ply([splat, { ...splat, x: Number.NaN }, { ...splat, x: 5 }, { ...splat, scale_0: -Infinity }]),
    )
    expect([splats.count, splats.positions[3]]).toEqual([2, 5])
    expect(notes).toContainEqual(expect.objectContaining({ code: 'broken-splats-removed', before: 2 }))
  })

  test('an opacity of 1, which is an infinite logit, is no broken splat', () => {
    expect(readPly(ply([{ ...splat, opacity: Infinity }])).splats.count).toBe(1)
  })

  test('a quaternion of zeros turns nothing', () => {
    const { splats } = readPly(ply([{ ...splat, rot_0: 0 }]), { frame: 'y-up' })
    expect([...splats.rotations]).toEqual([0, 0, 0, 1])
  })
})

describe('readPly refuses, with a position,', () => {
  const header = (...lines: readonly string[]): Uint8Array =>
    new TextEncoder().encode(`ply\nformat binary_little_endian 1.0\n${lines.join('\n')}\nend_header\n`)
  const essentials = Object.keys(splat).map((name) => `property float ${name}`)

  test.each([
    [
      'a count that the file cannot hold',
      header('element vertex 70000000', ...essentials),
      'invalid-file',
      /announces 70000000 rows/,
    ],
    [
      'a count beyond all numbers',
      header(`element vertex ${'9'.repeat(40)}`, ...essentials),
      'invalid-file',
      /a number/,
    ],
    ['no splats', header('element vertex 0', ...essentials), 'invalid-file', /no splats/],
    [
      'a mesh',
      header(
        'element vertex 8',
        'property float x',
        'property float y',
        'property float z',
        'element face 12',
        'property list uchar int vertex_indices',
      ),
      'unsupported',
      /is a mesh/,
    ],
    [
      'plain points',
      header('element vertex 8', 'property float x', 'property float y', 'property float z'),
      'unsupported',
      /plain points/,
    ],
    [
      'a vertex with a list',
      header('element vertex 1', ...essentials, 'property list uchar int neighbours'),
      'unsupported',
      /varying length/,
    ],
    [
      'splats without colour',
      header('element vertex 1', ...essentials.filter((line) => !line.includes('f_dc'))),
      'invalid-file',
      /no colour/,
    ],
    [
      'half of a degree',
      header('element vertex 1', ...essentials, 'property float f_rest_0'),
      'invalid-file',
      /1 of f_rest/,
    ],
    ['text', new TextEncoder().encode('ply\nformat ascii 1.0\nelement vertex 1\n'), 'unsupported', /Line 2/],
    ['a header without end', new Uint8Array(70_000).fill(32).fill(112, 0, 1), 'invalid-file', /does not end/],
    ['a header cut short', writePly(sample).subarray(0, 40), 'invalid-file', /ends inside its header/],
    ['a property of no type', header('element vertex 1', 'property blob x'), 'invalid-file', /Line 4/],
    [
      'one name twice',
      header('element vertex 1', 'property float x', 'property float x'),
      'invalid-file',
      /Line 5/,
    ],
  ])('%s', (_, bytes, code, message) => {
    const error = errorOf(bytes)
    expect(error.code).toBe(code)
    expect(error.message).toMatch(message)
    expect(error.position?.byteOffset).toBeGreaterThanOrEqual(0)
  })
})
