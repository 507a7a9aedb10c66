import { ExportError } from '../../export-error.ts'
import { COLOR_SCALE, SPZ_FRACTION_BITS } from './spz-layout.ts'

/** Values as bytes, and how many of them were beyond what a byte can say. */
export interface PackedValues {
  readonly bytes: Uint8Array
  readonly clamped: number
}

/** What 24 bits with a sign reach. */
const MOST_POSITION = 2 ** 23 - 1

/**
 * How many bits behind the point the furthest position leaves room for; no more than usual.
 *
 * @throws ExportError `invalid-option` when it does not even fit without any.
 */
export function fractionBitsFor(furthest: number): number {
  if (furthest > MOST_POSITION)
    throw new ExportError(
      'invalid-option',
      `A splat is ${furthest} units from the origin, and an SPZ reaches ${MOST_POSITION}; scale or crop the splats.`,
    )
  let fractionBits = SPZ_FRACTION_BITS
  while (furthest * 2 ** fractionBits > MOST_POSITION) fractionBits--
  return fractionBits
}

/** 24-bit whole numbers, little-endian, a piece at a time: nobody needs all of them at once. */
export function* packPositions(positions: Float32Array, fractionBits: number): Generator<Uint8Array> {
  const scale = 2 ** fractionBits
  for (let first = 0; first < positions.length; first += PIECE) {
    const piece = positions.subarray(first, first + PIECE)
    const bytes = new Uint8Array(piece.length * 3)
    for (let index = 0, to = 0; index < piece.length; index++, to += 3) {
      const value = Math.round((piece[index] ?? 0) * scale)
      bytes[to] = value
      bytes[to + 1] = value >> 8
      bytes[to + 2] = value >> 16
    }
    yield bytes
  }
}

const PIECE = 1 << 16

/** Clamped are those far brighter than white, or darker than black. */
export function packColors(colors: Float32Array): PackedValues {
  const bytes = new Uint8Array(colors.length)
  let clamped = 0
  for (let at = 0; at < colors.length; at++) {
    const value = (colors[at] ?? 0) * (COLOR_SCALE * 255) + 127.5 + 0.5
    if (value < 0 || value >= 256) clamped++
    bytes[at] = clampByte(value)
  }
  return { bytes, clamped }
}

/** Logarithms from -10 to 5.9375 in sixteenths. Clamped are larger ones: smaller ones are not seen. */
export function packScales(scales: Float32Array): PackedValues {
  const bytes = new Uint8Array(scales.length)
  let clamped = 0
  for (let at = 0; at < scales.length; at++) {
    const value = ((scales[at] ?? 0) + 10) * 16 + 0.5
    if (value >= 256) clamped++
    bytes[at] = clampByte(value)
  }
  return { bytes, clamped }
}

/**
 * From -1 to 1, rounded to multiples of a step, so that they compress: the fewer bits, the better. Degree 1, the first
 * nine values of a splat, has one bit more. Clamped are those clearly beyond.
 */
export function packHarmonics(values: Float32Array, stride: number, bits: number): PackedValues {
  const bytes = new Uint8Array(values.length)
  let clamped = 0
  const pack = (start: number, end: number, step: number): void => {
    const half = step >> 1
    for (let at = start; at < end; at++) {
      const value = Math.floor((values[at] ?? 0) * 128 + 128.5) + half
      if (value >= 0 && value < 256) {
        bytes[at] = value & -step
      } else {
        bytes[at] = value < 0 ? 0 : 255
        if (value < 0 || value >= 256 + step) clamped++
      }
    }
  }
  for (let start = 0; start < values.length; start += stride) {
    const middle = start + Math.min(9, stride)
    pack(start, middle, 1 << Math.max(0, 7 - bits))
    pack(middle, start + stride, 1 << (8 - bits))
  }
  return { bytes, clamped }
}

const clampByte = (value: number): number => (value < 0 ? 0 : value >= 255 ? 255 : value)
