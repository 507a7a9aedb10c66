import { expect, test } from 'vitest'
import { createBitWriter } from './bit-writer.ts'
import { writeBlock } from './cavlc.ts'
import { chromaDcTotalZeros, coefficientTokens, runBefore, totalZeros, type Code } from './cavlc-tables.ts'

const bitsOf = (levels: readonly number[], context: number): string => {
  const out = createBitWriter()
  writeBlock(out, Int32Array.from(levels), context)
  const bits = [...out.finish()].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.slice(0, bits.lastIndexOf('1'))
}

test('no code is the beginning of another', () => {
  const tables: readonly (readonly Code[])[] = [
    ...Object.values(coefficientTokens),
    ...totalZeros,
    ...chromaDcTotalZeros,
    ...runBefore,
  ]
  for (const table of tables) {
    const codes = table
      .filter(([length]) => length > 0)
      .map(([length, value]) => value.toString(2).padStart(length, '0'))
    for (const code of codes) {
      expect(codes.filter((other) => other.startsWith(code))).toEqual([code])
    }
  }
})

test('a block is coded as worked through by hand from the tables of the standard', () => {
  // 0 3 0 1 -1 -1 0 1: five coefficients, three ones at the end, three zeros in between
  expect(bitsOf([0, 3, 0, 1, -1, -1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 0)).toBe('000010001110010111101101')
})

test('an empty block is one bit among empty neighbours and six among full ones', () => {
  expect(
    bitsOf(
      Array.from({ length: 16 }, () => 0),
      0,
    ),
  ).toBe('1')
  expect(
    bitsOf(
      Array.from({ length: 16 }, () => 0),
      9,
    ),
  ).toBe('000011')
})
