import type { BitWriter } from './bit-writer.ts'
import { chromaDcTotalZeros, coefficientTokens, runBefore, totalZeros, type Code } from './cavlc-tables.ts'

/**
 * Write one block of quantised coefficients as H.264's context-adaptive variable-length code.
 *
 * @param levels - In scanning order; 16, 15 (without DC) or 4 (DC of a colour plane) of them.
 * @param context - Mean number of coefficients in the blocks to the left and above, -1 for the DC of a colour plane.
 * @returns How many coefficients are not zero; the context of the blocks that follow.
 * @see ITU-T H.264, 9.2.
 */
export function writeBlock(out: BitWriter, levels: Int32Array, context: number): number {
  const places: number[] = []
  for (let at = levels.length - 1; at >= 0; at--) if (levels[at] !== 0) places.push(at)
  const total = places.length
  let ones = 0
  while (ones < Math.min(3, total) && Math.abs(levels[places[ones] ?? 0] ?? 0) === 1) ones++
  writeToken(out, total, ones, context)
  if (total === 0) return 0
  for (const place of places.slice(0, ones)) out.bits((levels[place] ?? 0) < 0 ? 1 : 0, 1)
  writeLevels(
    out,
    places.slice(ones).map((place) => levels[place] ?? 0),
    total,
    ones,
  )
  writeZeros(out, places, levels.length)
  return total
}

function writeToken(out: BitWriter, total: number, ones: number, context: number): void {
  if (context >= 8) return out.bits(total === 0 ? 3 : ((total - 1) << 2) | ones, 6)
  const { chromaDc, few, some, many } = coefficientTokens
  const table = context < 0 ? chromaDc : context < 2 ? few : context < 4 ? some : many
  write(out, table[total * 4 + ones])
}

/** Levels from the highest frequency down, each with a code that grows with the ones before it. */
function writeLevels(out: BitWriter, levels: readonly number[], total: number, ones: number): void {
  let suffix = total > 10 && ones < 3 ? 1 : 0
  for (const [at, level] of levels.entries()) {
    let code = level > 0 ? level * 2 - 2 : -level * 2 - 1
    // the first one after fewer than three ones cannot be a one itself
    if (at === 0 && ones < 3) code -= 2
    if (suffix === 0 && code >= 14 && code < 30) {
      out.bits(1, 15)
      out.bits(code - 14, 4)
    } else if (code < (suffix === 0 ? 14 : 15 << suffix)) {
      out.bits(1, (code >> suffix) + 1)
      out.bits(code & ((1 << suffix) - 1), suffix)
    } else {
      out.bits(1, 16)
      out.bits(code - (suffix === 0 ? 30 : 15 << suffix), 12)
    }
    if (suffix === 0) suffix = 1
    if (Math.abs(level) > 3 << (suffix - 1) && suffix < 6) suffix++
  }
}

/** @param places - Where the coefficients are, the last one first. */
function writeZeros(out: BitWriter, places: readonly number[], size: number): void {
  const total = places.length
  let zeros = (places[0] ?? 0) + 1 - total
  if (total < size) write(out, (size === 4 ? chromaDcTotalZeros : totalZeros)[total - 1]?.[zeros])
  for (const [at, place] of places.entries()) {
    const next = places[at + 1]
    if (next === undefined || zeros === 0) return
    const run = place - next - 1
    write(out, runBefore[Math.min(zeros, 7) - 1]?.[run])
    zeros -= run
  }
}

function write(out: BitWriter, code: Code | undefined): void {
  if (code === undefined) throw new Error('A block of coefficients has no code: the tables are incomplete.')
  out.bits(code[1], code[0])
}
