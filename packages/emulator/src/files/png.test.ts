import { inflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { toPng } from './png.ts'
import { thumbnail } from './thumbnail.ts'

test('a PNG keeps every pixel', () => {
  const rgba = Uint8Array.from({ length: 5 * 3 * 4 }, (_, at) => (at * 37) % 256)
  const png = toPng(5, 3, rgba)
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const size = new DataView(png.buffer, png.byteOffset).getUint32(33)
  const rows = inflateSync(png.subarray(41, 41 + size))
  const pixels = Array.from({ length: 3 }, (_, y) => {
    const row = [...rows.subarray(y * 21 + 1, y * 21 + 21)]
    for (let i = 4; i < 20; i++) row[i] = ((row[i] ?? 0) + (row[i - 4] ?? 0)) & 255
    return row
  })
  expect(pixels.flat()).toEqual([...rgba])
})

test('the checksum is the one that the format prints for an empty end', () => {
  // the twelve bytes with which every PNG ends
  expect([...toPng(1, 1, new Uint8Array(4)).subarray(-12)]).toEqual([
    0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
  ])
})

test('the thumbnail is a small square picture with something on it', () => {
  const png = thumbnail()
  const view = new DataView(png.buffer, png.byteOffset)
  expect([view.getUint32(16), view.getUint32(20)]).toEqual([256, 256])
  expect(png.length).toBeGreaterThan(5_000)
  expect(png.length).toBeLessThan(150_000)
})
