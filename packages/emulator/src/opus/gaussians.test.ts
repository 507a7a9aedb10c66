import { describe, expect, test } from 'vitest'
import { cutout, disc, filesOf, nameOf, quarters } from '../../test/opus-files.ts'

describe('the splat', () => {
  function open(ply: Uint8Array) {
    const end = Buffer.from(ply).indexOf('end_header\n') + 'end_header\n'.length
    const header = new TextDecoder().decode(ply.subarray(0, end)).trim().split('\n')
    const names = header.flatMap((line) => (line.startsWith('property float ') ? [line.slice(15)] : []))
    const count = Number(/\d+/.exec(header[2] ?? '')?.[0])
    const view = new DataView(ply.buffer, ply.byteOffset + end)
    const value = (index: number, name: string) =>
      view.getFloat32((index * names.length + names.indexOf(name)) * 4, true)
    const values = (index: number, ...of: readonly string[]) => of.map((name) => value(index, name))
    return { header, names, count, size: view.byteLength, values }
  }
  const { header, names, count, size, values } = open(quarters.ply())
  const all = [...Array(count).keys()]

  test('has the layout of the first implementation', () => {
    expect(header.slice(0, 3)).toEqual(['ply', 'format binary_little_endian 1.0', 'element vertex 12288'])
    expect(names).toEqual([
      ...'x y z nx ny nz f_dc_0 f_dc_1 f_dc_2'.split(' '),
      ...Array.from({ length: 45 }, (_, i) => `f_rest_${i}`),
      ...'opacity scale_0 scale_1 scale_2 rot_0 rot_1 rot_2 rot_3'.split(' '),
    ])
    expect(size).toBe(count * 62 * 4)
  })

  test('has the colours of the picture, with y down', () => {
    const seen = new Set<string>()
    for (const i of all) {
      const [x = 0, y = 0] = values(i, 'x', 'y')
      if (Math.abs(x) < 0.03 || Math.abs(y + 0.375) < 0.03) continue
      const rgb = values(i, 'f_dc_0', 'f_dc_1', 'f_dc_2').map((v) => (0.5 + 0.28209479177387814 * v) * 255)
      seen.add(`${y < -0.375 ? 'top' : 'bottom'} ${x < 0 ? 'left' : 'right'} ${nameOf(rgb)}`)
    }
    expect(seen).toEqual(
      new Set(['top left red', 'top right green', 'bottom left blue', 'bottom right white']),
    )
  })

  test('is opaque and fine, of unit rotations, and the same from everywhere', () => {
    /** The least and the most that a property comes to. */
    const span = (measure: (index: number) => readonly number[]) => {
      const measured = all.flatMap(measure)
      return [measured.reduce((a, b) => Math.min(a, b)), measured.reduce((a, b) => Math.max(a, b))]
    }
    for (const opacity of span((i) => values(i, 'opacity').map((v) => 1 / (1 + Math.exp(-v)))))
      expect(opacity).toBeCloseTo(0.98, 4)
    for (const norm of span((i) => [Math.hypot(...values(i, 'rot_0', 'rot_1', 'rot_2', 'rot_3'))]))
      expect(norm).toBeCloseTo(1, 5)
    const [least = 0, most = 1] = span((i) => values(i, 'scale_0', 'scale_1', 'scale_2').map(Math.exp))
    expect(least).toBeGreaterThan(0.0005)
    expect(most).toBeLessThan(0.02)
    expect(span((i) => values(i, 'nx', 'ny', 'nz', 'f_rest_0', 'f_rest_22', 'f_rest_44'))).toEqual([0, 0])
  })

  test('is thin across its surface', () => {
    const bright = open(filesOf(disc).ply())
    const rows = 128
    for (let y = 8; y < rows - 8; y += 5) {
      for (let x = 8; x < rows - 8; x += 5) {
        const at = y * rows + x
        const place = (index: number) => bright.values(index, 'x', 'y', 'z')
        const [w = 0, i = 0, j = 0, k = 0] = bright.values(at, 'rot_0', 'rot_1', 'rot_2', 'rot_3')
        const thin = [2 * (i * k + w * j), 2 * (j * k - w * i), 1 - 2 * (i * i + j * j)]
        for (const [before, after] of [
          [at - 1, at + 1],
          [at - rows, at + rows],
        ] as const) {
          const from = place(before)
          const along = place(after).map((v, c) => v - (from[c] ?? 0))
          const lean = along.reduce((sum, v, c) => sum + v * (thin[c] ?? 0), 0) / Math.hypot(...along)
          expect(Math.abs(lean)).toBeLessThan(0.25)
        }
      }
    }
  })

  test('leaves out what is transparent', () => {
    const round = open(filesOf(cutout).ply())
    expect(round.count / 128 ** 2).toBeGreaterThan(0.42)
    expect(round.count / 128 ** 2).toBeLessThan(0.47)
  })
})
