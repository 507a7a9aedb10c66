import { ExportError } from '../../export-error.ts'
import type { Sections } from '../gzip/gzip.ts'
import type { SplatNote } from '../splat-note.ts'
import { coefficientsOf, opacityOf, type SplatDegree, type Splats } from '../splats.ts'
import { packFirstThree, packSmallestThree } from './pack-rotation.ts'
import { fractionBitsFor, packColors, packHarmonics, packPositions, packScales } from './pack-values.ts'
import {
  ANTIALIASED_FLAG,
  MOST_SPZ_SPLATS,
  SPZ_FRACTION_BITS,
  SPZ_HEADER_BYTES,
  SPZ_MAGIC,
  spzStrides,
  type SpzVersion,
} from './spz-layout.ts'

/**
 * Collects splats, quantised, until an SPZ can be written: about a quarter of the memory of the PLY they came from. It
 * must hold them all, since an SPZ has the positions of all splats first, then the opacities of all, and so on.
 */
export interface SpzPacker {
  /** @throws ExportError `invalid-option` when that makes more splats than an SPZ may hold. */
  add(splats: Splats): void
  /**
   * The content of the file, to be compressed, and what was lost in it.
   *
   * @throws ExportError `invalid-option` when a splat is too far from the origin.
   */
  finish(): { readonly sections: Sections; readonly notes: readonly SplatNote[] }
}

export interface SpzPackerOptions {
  /** Of all splats that will come. */
  readonly degree: SplatDegree
  readonly version: SpzVersion
  readonly antialiased: boolean
  /** See `SplatWriteOptions.harmonicBits`. */
  readonly harmonicBits: number
}

/** @throws ExportError `invalid-option` for bits that a byte does not have. */
export function createSpzPacker(options: SpzPackerOptions): SpzPacker {
  const { degree, version, antialiased, harmonicBits } = options
  if (!Number.isInteger(harmonicBits) || harmonicBits < 1 || harmonicBits > 8)
    throw new ExportError(
      'invalid-option',
      `harmonicBits is ${harmonicBits}; give a whole number from 1 to 8.`,
    )
  const strides = spzStrides(version, coefficientsOf(degree))
  const packRotation = version === 2 ? packFirstThree : packSmallestThree
  const segments: Segment[] = []
  const clamped = { colors: 0, scales: 0, harmonics: 0 }
  let count = 0
  let furthest = 0

  return {
    add(splats) {
      count += splats.count
      if (count > MOST_SPZ_SPLATS)
        throw new ExportError(
          'invalid-option',
          `An SPZ holds ${MOST_SPZ_SPLATS} splats at most, and there are ${count}; prune or crop them first.`,
        )
      for (const value of splats.positions) furthest = Math.max(furthest, Math.abs(value))
      const alphas = new Uint8Array(splats.count)
      const rotations = new Uint8Array(splats.count * strides.rotations)
      for (let index = 0; index < splats.count; index++) {
        alphas[index] = opacityOf(splats.opacities[index] ?? 0) * 255 + 0.5
        packRotation(splats.rotations, index * 4, rotations, index * strides.rotations)
      }
      const colors = packColors(splats.colors)
      const scales = packScales(splats.scales)
      const harmonics = packHarmonics(splats.harmonics, strides.harmonics, harmonicBits)
      clamped.colors += colors.clamped
      clamped.scales += scales.clamped
      clamped.harmonics += harmonics.clamped
      segments.push({
        // How positions are stored depends on the furthest of all, so they wait as they are.
        positions: splats.positions,
        planes: [alphas, colors.bytes, scales.bytes, rotations, harmonics.bytes],
      })
    },
    finish() {
      const fractionBits = fractionBitsFor(furthest)
      const header = new DataView(new ArrayBuffer(SPZ_HEADER_BYTES))
      header.setUint32(0, SPZ_MAGIC, true)
      header.setUint32(4, version, true)
      header.setUint32(8, count, true)
      header.setUint8(12, degree)
      header.setUint8(13, fractionBits)
      header.setUint8(14, antialiased ? ANTIALIASED_FLAG : 0)
      return {
        sections: sectionsOf(new Uint8Array(header.buffer), segments, fractionBits),
        notes: notesOf(version, fractionBits, clamped),
      }
    },
  }
}

/** Splats that were added together. */
interface Segment {
  readonly positions: Float32Array
  /** Opacities, colours, scales, rotations and harmonics, in the order of the file. */
  readonly planes: readonly Uint8Array[]
}

function* sectionsOf(
  header: Uint8Array,
  segments: readonly Segment[],
  fractionBits: number,
): Generator<Iterable<Uint8Array>> {
  yield [header]
  yield positionsOf(segments, fractionBits)
  for (let plane = 0; plane < 5; plane++)
    yield segments.map(({ planes }) => planes[plane] ?? new Uint8Array(0))
}

function* positionsOf(segments: readonly Segment[], fractionBits: number): Generator<Uint8Array> {
  for (const { positions } of segments) yield* packPositions(positions, fractionBits)
}

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
