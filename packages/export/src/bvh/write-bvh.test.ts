import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import type { Motion } from '../motion/motion.ts'
import { toMotion } from '../motion/to-motion.ts'
import type { BvhFile } from './bvh-file.ts'
import type { EulerOrder } from './euler-values.ts'
import { parseBvh } from './parse-bvh.ts'
import { writeBvh } from './write-bvh.ts'

const ORDERS: readonly EulerOrder[] = ['XYZ', 'XZY', 'YXZ', 'YZX', 'ZXY', 'ZYX']
const fixtures = process.env['ONETAKE_FIXTURES'] ? join(process.env['ONETAKE_FIXTURES'], 'bvh') : null

/** Everything but the numbers, and the numbers. */
const parts = ({ joints, channelCount, frameCount, frameTime, values }: BvhFile) => ({
  shape: {
    channelCount,
    frameCount,
    joints: joints.map(({ name, parent, channels, firstChannel, end }) => ({
      name,
      parent,
      channels,
      firstChannel,
      hasEnd: end !== null,
    })),
  },
  numbers: [
    frameTime,
    ...joints.flatMap(({ offset, end }) => [...offset, ...(end ?? [])]),
    ...Array.from(values),
  ],
})

function expectSame(actual: BvhFile, expected: BvhFile): void {
  const [a, b] = [parts(actual), parts(expected)]
  expect(a.shape).toEqual(b.shape)
  expect(furthest(a.numbers, b.numbers)).toBeLessThan(1e-6)
}

const furthest = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((worst, value, index) => Math.max(worst, Math.abs(value - (b[index] ?? Number.NaN))), 0)

/** How far the rotations of two motions are apart, as the length of the difference of quaternions. */
function quaternionsApart(a: Motion, b: Motion): number {
  let worst = 0
  for (let at = 0; at < a.rotations.length; at += 4) {
    const [p, q] = [a.rotations.subarray(at, at + 4), b.rotations.subarray(at, at + 4)]
    const sign = p.reduce((sum, value, part) => sum + value * (q[part] ?? 0), 0) < 0 ? -1 : 1
    worst = Math.max(worst, Math.hypot(...p.map((value, part) => value - sign * (q[part] ?? 0))))
  }
  return worst
}

describe('a BVH that is written', () => {
  test('and read again is the same to a millionth, whatever its joints and channels', () => {
    const number = fc.double({ min: -1e4, max: 1e4, noNaN: true })
    const axis = fc.constantFrom<0 | 1 | 2>(0, 1, 2)
    const channel = fc.record({ kind: fc.constantFrom('position' as const, 'rotation' as const), axis })
    const joint = fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }).filter((name) => /^[^\s\0{]+( [^\s\0{]+)*$/.test(name)),
      up: fc.nat(3),
      offset: fc.tuple(number, number, number),
      end: fc.option(fc.tuple(number, number, number)),
      channels: fc.array(channel, { maxLength: 6 }),
    })
    const file = fc.record({
      joints: fc.array(joint, { minLength: 1, maxLength: 12 }),
      frameCount: fc.integer({ min: 1, max: 4 }),
      frameTime: fc.double({ min: 1e-4, max: 1, noNaN: true }),
      seed: fc.array(number, { minLength: 7, maxLength: 7 }),
    })
    fc.assert(
      fc.property(file, ({ joints: drafts, frameCount, frameTime, seed }) => {
        const lines: number[] = []
        let channelCount = 0
        const joints = drafts.map(({ up, channels, ...rest }, index) => {
          // A parent on the line of open joints keeps them in file order.
          for (let step = 0; step < up; step++) lines.pop()
          const parent = lines.at(-1) ?? null
          lines.push(index)
          const firstChannel = channels.length > 0 ? channelCount : channelCount
          channelCount += channels.length
          return { ...rest, parent, channels, firstChannel }
        })
        fc.pre(channelCount > 0)
        const values = Float64Array.from(
          { length: frameCount * channelCount },
          (_, index) => (seed[index % 7] ?? 0) / (1 + (index % 5)),
        )
        const made: BvhFile = { joints, channelCount, frameCount, frameTime, values, notes: [] }
        const once = parseBvh(writeBvh(made))
        expectSame(once, made)
        expect(once.notes).toEqual([])
        expect(writeBvh(once)).toEqual(writeBvh(parseBvh(writeBvh(once))))
      }),
      { numRuns: 300 },
    )
  })

  test('has decimals without an exponent and without a negative zero', () => {
    const frames = ['1e-7 -1e-9 123456789.1234567 0.1 -0.0000015 90 180 -90 0.000001']
    const text = new TextDecoder().decode(writeBvh(parseBvh(bvhText({ frames }))))
    expect(text.split('\n').at(-2)).toBe('0 0 123456789.123457 0.1 -0.000001 90 180 -90 0.000001')
  })

  test('keeps a name from ending its line or opening a brace', () => {
    const bvh = parseBvh(bvhText())
    const joints = bvh.joints.map((joint, index) => ({ ...joint, name: index === 0 ? 'a{\nb' : ' ' }))
    expect(parseBvh(writeBvh({ ...bvh, joints })).joints.map(({ name }) => name)).toEqual(['a__b', 'joint'])
  })

  test('is refused with a number that is none', () => {
    const bvh = parseBvh(bvhText())
    const values = bvh.values.slice().fill(Number.NaN)
    expect(() => writeBvh({ ...bvh, values })).toThrow(/NaN where a number should be/)
  })

  test('may be a chain of four thousand joints', () => {
    const text = `HIERARCHY ROOT a { OFFSET 0 0 0 ${'JOINT a { OFFSET 0 1 0 '.repeat(4000)}${'}'.repeat(4001)}`
    const bytes = writeBvh(parseBvh(text))
    expect(parseBvh(bytes).joints).toHaveLength(4001)
    expect(bytes.length).toBeLessThan(1e6)
  })

  test.for(fixtures ? [fixtures] : [])('of many makers is the same to a millionth', (folder) => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.bvh'))) {
      const bvh = parseBvh(readFileSync(join(folder, name)))
      expectSame(parseBvh(writeBvh(bvh)), bvh)
    }
  })
})

describe('a motion that is written as BVH', () => {
  const turn = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })

  test.each(ORDERS)('and read again turns and travels alike, in the order %s', (order) => {
    fc.assert(
      fc.property(
        fc.array(turn, { minLength: 6, maxLength: 6 }),
        fc.constantFrom('mm', 'cm', 'inch', 'm'),
        (turns, unit) => {
          const motion = walker(turns)
          const { motion: again } = toMotion(parseBvh(writeBvh(motion, { order, unit })), { unit, up: 'y' })
          expect(again.joints.map(({ name, parent }) => ({ name, parent }))).toEqual(
            motion.joints.map(({ name, parent }) => ({ name, parent })),
          )
          expect(again.fps).toBe(motion.fps)
          expect(quaternionsApart(again, motion)).toBeLessThan(2e-6)
          const [there, here] = [again.translations[0], motion.translations[0]]
          expect(furthest([...(there?.values ?? [])], [...(here?.values ?? [])])).toBeLessThan(2e-6)
        },
      ),
      { numRuns: 100 },
    )
  })

  test.each(ORDERS)('is right where two axes lie on one line, in the order %s', (order) => {
    for (const middle of [90, -90]) {
      const rotations = order.split('').map((letter) => `${letter}rotation`)
      const text = bvhText({
        rootChannels: `6 Xposition Yposition Zposition ${rotations.join(' ')}`,
        childChannels: `3 ${rotations.join(' ')}`,
        frames: [
          `0 90 0 10 ${middle} 25 40 ${middle} -70`,
          `0 90 0 10 ${middle * 0.999} 25 40 ${middle * 0.9999} -70`,
        ],
      })
      const { motion } = toMotion(parseBvh(text))
      const { motion: again } = toMotion(parseBvh(writeBvh(motion, { order })))
      expect(quaternionsApart(again, motion)).toBeLessThan(2e-6)
    }
  })

  test('has angles that run on instead of jumping', () => {
    const frames = Array.from({ length: 80 }, (_, frame) => `0 90 0 0 0 ${frame * 10} 0 0 0`)
    const again = parseBvh(writeBvh(toMotion(parseBvh(bvhText({ frames }))).motion))
    const column = Array.from({ length: 80 }, (_, frame) => again.values[frame * 9 + 5] ?? 0)
    expect(
      furthest(
        column,
        [...column.keys()].map((frame) => frame * 10),
      ),
    ).toBeLessThan(1e-4)
  })

  test('puts a joint that comes late below its parent', () => {
    const motion = walker(Array.from({ length: 6 }, () => [0, 0, 0, 1]))
    const [root, left, right] = motion.joints
    if (!root || !left || !right) throw new Error('no joints')
    const joints = [root, { ...left, name: 'A' }, { ...right, name: 'B', parent: 0 }, { ...right, parent: 1 }]
    const again = parseBvh(writeBvh({ ...motion, joints, rotations: new Float32Array(2 * 4 * 4) }))
    expect(again.joints.map(({ name, parent }) => [name, parent])).toEqual([
      ['Hips', null],
      ['A', 0],
      ['Hand', 1],
      ['B', 0],
    ])
  })
})

/** Three joints, two frames: hips that travel, an arm, a hand. */
function walker(turns: readonly (readonly number[])[]): Motion {
  const rotations = new Float32Array(24)
  for (const [index, turn] of turns.entries()) {
    const length = Math.hypot(...turn)
    rotations.set(length < 1e-3 ? [0, 0, 0, 1] : turn.map((part) => part / length), index * 4)
  }
  return {
    joints: [
      { name: 'Hips', parent: null, offset: [0, 0.9, 0], end: null },
      { name: 'Arm', parent: 0, offset: [0.2, 0.5, 0], end: null },
      { name: 'Hand', parent: 1, offset: [0.5, 0, 0.1], end: [0.1, 0, 0] },
    ],
    fps: 30_000 / 1001,
    frameCount: 2,
    rotations,
    translations: [{ joint: 0, values: Float32Array.of(0, 0.9, 0, 0.25, 0.875, -1.5) }],
  }
}
