import { describe, expect, it } from 'vitest'
import { decodeImage } from '../media/decode-image.ts'
import { toJpeg } from './jpeg.ts'

/** A picture of soft and hard edges, of a size that is no whole number of blocks. */
const [width, height] = [45, 29]
const rgba = Uint8Array.from({ length: width * height * 4 }, (_, at) => {
  const [x, y] = [(at >> 2) % width, Math.floor((at >> 2) / width)]
  return [x * 5, y * 8, x > 20 && y > 9 ? 255 : 30, 255][at % 4] ?? 0
})

describe('toJpeg', () => {
  it('is read by a decoder as nearly the same picture', () => {
    const read = decodeImage(toJpeg(width, height, rgba))
    expect([read.width, read.height]).toEqual([width, height])
    const errors = read.rgba.map((value, at) => Math.abs(value - (rgba[at] ?? 0)))
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(4)
  })
})
