import { describe, expect, test } from 'vitest'
import { parseBvh } from '../src/bvh/parse-bvh.ts'
import { streamBvh } from '../src/bvh/stream-bvh.ts'
import { toMotion } from '../src/motion/to-motion.ts'
import { reportMotion } from '../src/report/report-motion.ts'
import { bvhText } from './bvh-text.ts'
import { type Damage, held, outcomeOf, readDamaged } from './hostile.ts'

const encoder = new TextEncoder()
const frame = (index: number): string => `${index} 90.25 0 ${index * 31} 4.5 -0.125 1 2 3`
const bvhOf = (frames: number): Uint8Array =>
  encoder.encode(bvhText({ frames: Array.from({ length: frames }, (_, index) => frame(index % 100)) }))
/** Bytes that mean something in a BVH: digits, signs, braces and ends of lines. */
const damage: Damage = { favourites: [...encoder.encode('0179-+.,e {}\r\n\0')] }

function read(bytes: Uint8Array): void {
  const { motion, notes } = toMotion(parseBvh(bytes))
  const { facts } = reportMotion(motion, notes)
  expect(Number.isFinite(facts.heightMetres + facts.travelledMetres)).toBe(true)
}

async function readInPieces(bytes: Uint8Array): Promise<void> {
  const pieces = async function* () {
    const size = Math.max(61, bytes.length >> 8)
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const { frames } = await streamBvh(pieces())
  for await (const { values } of frames) expect(values.every(Number.isFinite)).toBe(true)
}

// Fifteen thousand more, of edits by words, are in parse-bvh.test.ts.
describe('a damaged BVH is read, or refused with line and column, and costs little time and memory', () => {
  test.each([
    ['whole', 3000, read],
    ['in pieces', 3000, readInPieces],
  ])('%s, %i times', async (_, rounds, reader) => {
    const outcomes = await readDamaged(bvhOf(12), rounds, reader, damage)
    expect(Math.min(outcomes.read, outcomes.refused)).toBeGreaterThan(100)
  })

  test.each([
    ['whole', read],
    ['in pieces', readInPieces],
  ])('of a megabyte, %s', async (_, reader) => {
    const outcomes = await readDamaged(bvhOf(30_000), 20, reader, { ...damage, keepsDigits: true })
    expect(outcomes.refused).toBeGreaterThan(0)
  })

  test('four thousand joints of one name cost no time', async () => {
    const depth = 4000
    const open = 'JOINT a { OFFSET 0 1 0 CHANNELS 0 '.repeat(depth - 1)
    const text = `HIERARCHY ROOT a { OFFSET 0 1 0 CHANNELS 0 ${open}${'}'.repeat(depth)} MOTION Frames: 0 Frame Time: 0.03\n`
    expect(await outcomeOf(encoder.encode(text), (bytes) => void toMotion(parseBvh(bytes)))).toBe('read')
  })

  test('a billion frames that are announced and not there take no memory', async () => {
    const before = held()
    const bytes = encoder.encode(bvhText({ declaredFrames: 'Frames: 1000000000' }))
    for (const reader of [read, readInPieces]) expect(await outcomeOf(bytes, reader)).toBe('read')
    expect(held() - before).toBeLessThan(50e6)
  })
})
