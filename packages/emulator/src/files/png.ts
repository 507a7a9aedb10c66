import { deflateSync } from 'node:zlib'
import { concatenate } from '../concatenate.ts'

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/**
 * A PNG of 8-bit RGBA pixels, rows from the top.
 *
 * @see Portable Network Graphics (third edition), W3C: chunks, filter type 1 "Sub", CRC as in ISO 3309.
 */
export function toPng(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  header.setUint32(8, 0x08_06_00_00) // 8 bits, RGBA, deflate, adaptive filters
  const rows = new Uint8Array(height * (width * 4 + 1))
  for (let y = 0; y < height; y++) {
    const start = y * (width * 4 + 1)
    rows[start] = 1
    for (let i = 0; i < width * 4; i++) {
      const left = i < 4 ? 0 : (rgba[y * width * 4 + i - 4] ?? 0)
      rows[start + 1 + i] = (rgba[y * width * 4 + i] ?? 0) - left
    }
  }
  return concatenate([
    signature,
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(rows, { level: 6 })),
    chunk('IEND', new Uint8Array()),
  ])
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  bytes.set(new TextEncoder().encode(type), 4)
  bytes.set(data, 8)
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)))
  return bytes
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}
