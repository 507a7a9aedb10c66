import { zlibSync } from 'fflate'
import { concat } from '../concat.ts'
import { crc32 } from '../splat/gzip/crc32.ts'
import type { Pixels } from './read-ktx2.ts'

/**
 * A PNG of 8 bits a channel; without the channel of opacity where nothing is transparent.
 *
 * @see PNG 1.2, 3 (chunks), 4.1.1 (IHDR) and 6.6 (Paeth filter)
 */
export function writePng({ width, height, rgba }: Pixels): Uint8Array<ArrayBuffer> {
  const isOpaque = rgba.every((value, at) => at % 4 !== 3 || value === 255)
  const channels = isOpaque ? 3 : 4
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header.set([8, isOpaque ? TRUECOLOR : TRUECOLOR_WITH_ALPHA], 8)
  const rows = filtered(rgba, width, height, channels)
  return concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', zlibSync(rows)), chunk('IEND')])
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
const TRUECOLOR = 2
const TRUECOLOR_WITH_ALPHA = 6
const PAETH = 4

function chunk(type: string, content: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = new Uint8Array(12 + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(content, 8)
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)))
  return bytes
}

/** Each row begins with its filter: of pictures with anything on them, this one makes the smallest files. */
function filtered(rgba: Uint8Array, width: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(height * (1 + width * channels))
  let at = 0
  for (let y = 0; y < height; y++) {
    rows[at++] = PAETH
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < channels; channel++) {
        const here = (y * width + x) * 4 + channel
        const left = x > 0 ? (rgba[here - 4] ?? 0) : 0
        const above = y > 0 ? (rgba[here - width * 4] ?? 0) : 0
        const corner = x > 0 && y > 0 ? (rgba[here - width * 4 - 4] ?? 0) : 0
        rows[at++] = (rgba[here] ?? 0) - nearest(left, above, corner)
      }
  }
  return rows
}

function nearest(left: number, above: number, corner: number): number {
  const byLeft = Math.abs(above - corner)
  const byAbove = Math.abs(left - corner)
  const byCorner = Math.abs(left + above - 2 * corner)
  if (byLeft <= byAbove && byLeft <= byCorner) return left
  return byAbove <= byCorner ? above : corner
}
