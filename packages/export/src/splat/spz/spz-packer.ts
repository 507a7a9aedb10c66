import { ExportError } from '../../export-error.ts'
import {
  SPZ_FRACTION_BITS,
  SPZ_HEADER_BYTES,
  SPZ_MAGIC,
  ANTIALIASED_FLAG,
  COLOR_SCALE,
} from './spz-layout.ts'
import { MOST_SPZ_SPLATS, spzStrides, type SpzVersion } from './spz-layout.ts'
import { coefficientsOf, opacityOf, type SplatDegree, type Splats } from '../splats.ts'
import type { SplatNote } from '../splat-note.ts'
import { packFirstThree, packSmallestThree } from './pack-rotation.ts'

/** Collects splats, quantised, until an SPZ can be written: about a quarter of the memory of the PLY they came from. */
export interface SpzPacker {
  /** Splats of the degree that was agreed, at most as many in all as were announced. */
  add(splats: Splats): void
  /** The content of the file, to be compressed, and what was lost in it. */
  finish(): { readonly parts: readonly Uint8Array[]; readonly notes: readonly SplatNote[] }
}

export interface SpzPackerOptions {
  /** The most splats that will come. */
  readonly count: number
  readonly degree: SplatDegree
  readonly version: SpzVersion
  readonly antialiased: boolean
  /** See `SplatWriteOptions.harmonicBits`. */
  readonly harmonicBits: number
}

/** @throws ExportError `invalid-option` for more splats than an SPZ may hold, or bits that a byte does not have. */
export function createSpzPacker(options: SpzPackerOptions): SpzPacker {
  const { count: most, degree, version, antialiased, harmonicBits } = options
  if (!Number.isInteger(harmonicBits) || harmonicBits < 1 || harmonicBits > 8)
    throw new ExportError(
      'invalid-option',
      `harmonicBits is ${harmonicBits}; give a whole number from 1 to 8.`,
    )
  if (most > MOST_SPZ_SPLATS)
    throw new ExportError(
      'invalid-option',
      `An SPZ holds ${MOST_SPZ_SPLATS} splats at most, and there are ${most}; prune or crop them first.`,
    )
  const strides = spzStrides(version, coefficientsOf(degree))
  // Positions wait unquantised, since how they are stored depends on the furthest of all.
  const positions = new Float32Array(most * 3)
  const alphas = new Uint8Array(most * strides.alphas)
  const colors = new Uint8Array(most * strides.colors)
  const scales = new Uint8Array(most * strides.scales)
  const rotations = new Uint8Array(most * strides.rotations)
  const harmonics = new Uint8Array(most * strides.harmonics)
  const packRotation = version === 2 ? packFirstThree : packSmallestThree
  let count = 0
  const clamped = { colors: 0, scales: 0, harmonics: 0 }

  return {
    add(splats) {
      positions.set(splats.positions, count * 3)
      for (let index = 0; index < splats.count; index++) {
        alphas[count + index] = opacityOf(splats.opacities[index] ?? 0) * 255 + 0.5
        packRotation(splats.rotations, index * 4, rotations, (count + index) * strides.rotations)
      }
      clamped.colors += packColors(splats.colors, colors, count * 3)
      clamped.scales += packScales(splats.scales, scales, count * 3)
      clamped.harmonics += packHarmonics(splats.harmonics, harmonics, count * strides.harmonics, {
        stride: strides.harmonics,
        bits: harmonicBits,
      })
      count += splats.count
    },
    finish() {
      const { fractionBits, bytes } = packPositions(positions.subarray(0, count * 3))
      const header = new DataView(new ArrayBuffer(SPZ_HEADER_BYTES))
      header.setUint32(0, SPZ_MAGIC, true)
      header.setUint32(4, version, true)
      header.setUint32(8, count, true)
      header.setUint8(12, degree)
      header.setUint8(13, fractionBits)
      header.setUint8(14, antialiased ? ANTIALIASED_FLAG : 0)
      return {
        parts: [
          new Uint8Array(header.buffer),
          bytes,
          alphas.subarray(0, count * strides.alphas),
          colors.subarray(0, count * strides.colors),
          scales.subarray(0, count * strides.scales),
          rotations.subarray(0, count * strides.rotations),
          harmonics.subarray(0, count * strides.harmonics),
        ],
        notes: notesOf(version, fractionBits, clamped),
      }
    },
  }
}

/** 24-bit whole numbers of the largest power of two (no finer than usual) that the furthest position leaves room for. */
function packPositions(positions: Float32Array): { fractionBits: number; bytes: Uint8Array } {
  let furthest = 0
  for (let at = 0; at < positions.length; at++) furthest = Math.max(furthest, Math.abs(positions[at] ?? 0))
  let fractionBits = SPZ_FRACTION_BITS
  while (fractionBits > 0 && furthest * 2 ** fractionBits > MOST_POSITION) fractionBits--
  if (furthest > MOST_POSITION)
    throw new ExportError(
      'invalid-option',
      `A splat is ${furthest} units from the origin, and an SPZ reaches ${MOST_POSITION}; scale or crop the splats.`,
    )
  const bytes = new Uint8Array(positions.length * 3)
  const scale = 2 ** fractionBits
  for (let index = 0, to = 0; index < positions.length; index++, to += 3) {
    const value = Math.round((positions[index] ?? 0) * scale)
    bytes[to] = value
    bytes[to + 1] = value >> 8
    bytes[to + 2] = value >> 16
  }
  return { fractionBits, bytes }
}

const MOST_POSITION = 2 ** 23 - 1

/** Gives how many are beyond what a byte can say: far brighter than white, or darker than black. */
function packColors(colors: Float32Array, bytes: Uint8Array, to: number): number {
  let clamped = 0
  for (let at = 0; at < colors.length; at++) {
    const value = (colors[at] ?? 0) * (COLOR_SCALE * 255) + 127.5 + 0.5
    if (value < 0 || value >= 256) clamped++
    bytes[to + at] = clampByte(value)
  }
  return clamped
}

/** Logarithms from -10 to 5.9375 in sixteenths. Gives how many are larger: what is smaller is not seen. */
function packScales(scales: Float32Array, bytes: Uint8Array, to: number): number {
  let clamped = 0
  for (let at = 0; at < scales.length; at++) {
    const value = ((scales[at] ?? 0) + 10) * 16 + 0.5
    if (value >= 256) clamped++
    bytes[to + at] = clampByte(value)
  }
  return clamped
}

/**
 * From -1 to 1, rounded to multiples of a step, so that they compress: the fewer bits, the better. Gives how many were
 * clearly beyond.
 */
function packHarmonics(
  values: Float32Array,
  bytes: Uint8Array,
  to: number,
  { stride, bits }: { readonly stride: number; readonly bits: number },
): number {
  let clamped = 0
  for (let start = 0; start < values.length; start += stride)
    for (let at = start; at < start + stride; at++) {
      // Degree 1, the first three coefficients, has one bit more than the others.
      const step = 1 << (at - start < 9 ? Math.max(0, 7 - bits) : 8 - bits)
      const value = Math.floor((values[at] ?? 0) * 128 + 128.5) + (step >> 1)
      if (value < 0 || value >= 256 + step) clamped++
      bytes[to + at] = value < 0 ? 0 : value >= 256 ? 255 : value & -step
    }
  return clamped
}

const clampByte = (value: number): number => (value < 0 ? 0 : value >= 255 ? 255 : value)

function notesOf(
  version: SpzVersion,
  fractionBits: number,
  clamped: { readonly colors: number; readonly scales: number; readonly harmonics: number },
): readonly SplatNote[] {
  const notes: SplatNote[] = []
  if (version === 2)
    notes.push({
      code: 'rotation-coarse',
      severity: 'info',
      message:
        'Version 2 keeps rotations within two degrees; version 3 keeps them within a fifth of a degree.',
    })
  if (fractionBits < SPZ_FRACTION_BITS)
    notes.push({
      code: 'positions-coarse',
      severity: 'warning',
      message:
        `Splats lie so far out that positions are kept in steps of 1/${2 ** fractionBits} of a unit instead of ` +
        `1/${2 ** SPZ_FRACTION_BITS}; scale the splats down, or crop them.`,
      before: SPZ_FRACTION_BITS,
      after: fractionBits,
    })
  if (clamped.scales > 0)
    notes.push({
      code: 'scales-clamped',
      severity: 'warning',
      message: `${clamped.scales} scales are larger than an SPZ can say (379 units) and were reduced to that.`,
      before: clamped.scales,
    })
  if (clamped.colors > 0)
    notes.push({
      code: 'colors-clamped',
      severity: 'info',
      message: `${clamped.colors} colours are far beyond black or white and were drawn in.`,
      before: clamped.colors,
    })
  if (clamped.harmonics > 0)
    notes.push({
      code: 'harmonics-clamped',
      severity: 'info',
      message: `${clamped.harmonics} coefficients of view-dependent colour are beyond -1 to 1 and were drawn in.`,
      before: clamped.harmonics,
    })
  return notes
}
