import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../test/sample-splats.ts'
import { gzip } from './gzip.ts'
import { huffmanCode } from './huffman-code.ts'

const random = createRandom(5)
const bytesOf = (length: number, value: (index: number) => number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => value(index))
const noise = (): number => Math.floor(random() * 256)

describe('zlib unpacks what gzip packs', () => {
  test.each([
    ['nothing', bytesOf(0, noise)],
    ['one byte', bytesOf(1, noise)],
    ['noise, which is stored', bytesOf(300_000, noise)],
    ['noise of few bits', bytesOf(300_000, () => noise() & 0xe0)],
    ['one value', bytesOf(300_000, () => 7)],
    ['a pattern', bytesOf(300_000, (index) => index % 251)],
    [
      'a pattern as long as the furthest match',
      bytesOf(100_000, (index) => Math.imul(index % 32_768, 2654435761) >>> 24),
    ],
    [
      'frequencies that would make codes too long',
      bytesOf(131_072, (index) => Math.floor(Math.log2(index + 1) * 1.4)),
    ],
    ['words', new TextEncoder().encode('the same words again and again, '.repeat(500))],
  ])('%s', (_, bytes) => {
    const packed = gzip([[bytes]])
    expect(gunzipSync(packed).equals(bytes)).toBe(true)
    expect(packed.length).toBeLessThan(bytes.length + 64)
  })

  test('anything, in any parts', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(fc.uint8Array({ minLength: 1, maxLength: 8 }), fc.nat(2000))
        .map(([unit, times]) => bytesOf(unit.length * times, (index) => unit[index % unit.length] ?? 0)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (parts) => {
        expect(
          gunzipSync(gzip([parts, parts.toReversed()])).equals(
            Buffer.concat([...parts, ...parts.toReversed()]),
          ),
        ).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

test.each([32_766, 32_767, 32_768, 32_769, 32_770])(
  'what comes again after %i bytes is unpacked',
  (distance) => {
    const again = bytesOf(200, noise)
    const bytes = new Uint8Array(distance + again.length)
    bytes.set(again)
    bytes.set(again, distance)
    expect(gunzipSync(gzip([[bytes]])).equals(bytes)).toBe(true)
  },
)

test('what repeats becomes small', () => {
  expect(gzip([[bytesOf(100_000, () => 7)]]).length).toBeLessThan(600)
  expect(gzip([[bytesOf(100_000, (index) => (index * 7) % 251)]]).length).toBeLessThan(2000)
})

test('the header names no time and no system', () => {
  expect([...gzip([[bytesOf(10, noise)]]).subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])
})

test.each([7, 15])('codes of very uneven frequencies stay within %i bits, and use all of them', (limit) => {
  const frequencies = Uint32Array.from({ length: 19 }, (_, index) => Math.round(1.9 ** index))
  const { lengths } = huffmanCode(frequencies, limit)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(limit)
  expect(lengths.reduce((sum, length) => sum + 2 ** -length, 0)).toBe(1)
})
