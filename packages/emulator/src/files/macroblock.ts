import type { BitWriter } from './bit-writer.ts'
import { writeBlock } from './cavlc.ts'
import { createPlane, type CodedPlane, type Plane } from './plane.ts'
import { createQuantiser } from './transform.ts'
import type { YuvPicture } from './yuv.ts'

export interface MacroblockCoder {
  /** The picture as a decoder has it after what was coded so far. */
  readonly decoded: YuvPicture
  /** Start a picture. */
  readonly begin: () => void
  /** Whether the macroblock still looks as it did when it was last coded; if so, the decoder repeats it. */
  readonly skip: (index: number) => boolean
  /** Code the macroblock from its neighbours (Intra 16 x 16). */
  readonly write: (out: BitWriter, index: number, key: boolean) => void
}

/** Colour is quantised more finely than brightness where that is coarse. @see ITU-T H.264, table 8-15. */
const chromaQp = [
  29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39, 39, 39,
] as const

/** The order in which the 4 x 4 blocks of a macroblock are written: by quarters. */
const blockOrder = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15] as const

/**
 * Codes macroblocks, and keeps the picture as the decoder will see it, because both must predict from the same pixels.
 */
export function createMacroblockCoder(source: YuvPicture, qp: number): MacroblockCoder {
  const { columns, rows } = source
  const luma = createPlane(source.y, columns, rows, 16, createQuantiser(qp))
  const fine = createQuantiser(qp < 30 ? qp : (chromaQp[qp - 30] ?? 39))
  const u = createPlane(source.u, columns, rows, 8, fine)
  const v = createPlane(source.v, columns, rows, 8, fine)
  const chroma = [u, v]
  const planes: readonly Plane[] = [luma, u, v]
  return {
    decoded: { columns, rows, y: luma.decoded, u: u.decoded, v: v.decoded },
    begin: () => {
      for (const plane of planes) plane.counts.fill(0)
    },
    skip: (index) => planes.every((plane) => plane.unchanged(index)),
    write: (out, index, key) => {
      const brightness = luma.code(index, true)
      const colours = chroma.map((plane) => plane.code(index, false))
      const lumaAc = brightness.detailed
      const chromaAc = colours.some(({ detailed }) => detailed)
      const chromaDc = colours.some(({ dc }) => dc.some((level) => level !== 0))
      const pattern = chromaAc ? 2 : chromaDc ? 1 : 0
      out.unsigned((key ? 0 : 5) + 1 + brightness.mode + 4 * pattern + (lumaAc ? 12 : 0))
      out.unsigned(0) // colour is predicted from the mean, too
      out.signed(0) // no change of quantiser
      writeBlock(out, brightness.dc, luma.context(index, 0))
      if (lumaAc) writeBlocks(out, luma, brightness, index, blockOrder)
      if (pattern > 0) for (const { dc } of colours) writeBlock(out, dc, -1)
      if (pattern > 1) {
        for (const [at, plane] of chroma.entries()) {
          const coded = colours[at]
          if (coded !== undefined) writeBlocks(out, plane, coded, index, [0, 1, 2, 3])
        }
      }
    },
  }
}

function writeBlocks(
  out: BitWriter,
  plane: Plane,
  coded: CodedPlane,
  index: number,
  order: readonly number[],
): void {
  for (const block of order) {
    const levels = coded.blocks[block]
    if (levels === undefined) continue
    plane.setCount(index, block, writeBlock(out, levels, plane.context(index, block)))
  }
}
