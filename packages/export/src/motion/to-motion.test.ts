import { describe, expect, test } from 'vitest'
import { bvhText } from '../../test/bvh-text.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { ExportError } from '../export-error.ts'
import type { Motion } from './motion.ts'
import { createPoseReader } from './pose-reader.ts'
import { type MotionOptions, toMotion } from './to-motion.ts'

const read = (text: string, options?: MotionOptions): ReturnType<typeof toMotion> =>
  toMotion(parseBvh(text), options)
const codesOf = (text: string, options?: MotionOptions): readonly string[] =>
  read(text, options).notes.map(({ code }) => code)
const place = (motion: Motion, frame: number | 'rest', joint: number): readonly number[] =>
  [...createPoseReader(motion)(frame).joints.subarray(joint * 3, joint * 3 + 3)].map(
    (value) => Math.round(value * 1e6) / 1e6 + 0,
  )

/** A person of these heights, standing along `up`, in the file's unit. */
function person(height: number, up: 'y' | 'z', rest: 'y' | 'z' = up, size = height): string {
  const along = (axis: 'y' | 'z', length: number): string =>
    axis === 'y' ? `0 ${length} 0` : `0 0 ${length}`
  const quarter = up === rest ? '0' : '90'
  return `HIERARCHY
ROOT Hips { OFFSET 0 0 0 CHANNELS 6 Xposition Yposition Zposition Xrotation Yrotation Zrotation
 JOINT Head
 { OFFSET ${along(rest, size * 0.4)} CHANNELS 3 Xrotation Yrotation Zrotation
 End Site { OFFSET ${along(rest, size * 0.1)} } }
 JOINT LeftFoot
 { OFFSET ${along(rest, -size * 0.5)} CHANNELS 0 }
 JOINT RightFoot
 { OFFSET ${along(rest, -size * 0.5)} CHANNELS 0 } }
MOTION Frames: 2 Frame Time: 0.04
${along(up, size * 0.5)} ${quarter} 0 0 0 0 0
${along(up, size * 0.5)} ${quarter} 0 0 0 0 0
`
}

describe('rotations', () => {
  test('channels are composed left to right', () => {
    // Rz(90) * Rx(90) takes Y first to Z and leaves it there; Rx(90) * Rz(90) takes it to -X.
    const zx = bvhText({ frames: ['0 0 0 90 90 0 0 0 0'] })
    const xz = bvhText({
      rootChannels: '6 Xposition Yposition Zposition Xrotation Zrotation Yrotation',
      frames: ['0 0 0 90 90 0 0 0 0'],
    })
    expect(place(read(zx).motion, 0, 1)).toEqual([0, 0, 0.5])
    expect(place(read(xz).motion, 0, 1)).toEqual([-0.5, 0, 0])
  })

  test('rotation channels may come before position channels', () => {
    const rootChannels = '6 Zrotation Xrotation Yrotation Xposition Yposition Zposition'
    const { motion } = read(bvhText({ rootChannels, frames: ['90 0 0 10 20 30 0 0 0'] }))
    expect(place(motion, 0, 0)).toEqual([0.1, 0.2, 0.3])
    expect(place(motion, 0, 1)).toEqual([-0.4, 0.2, 0.3])
  })

  test('neighbouring quaternions stay within a half turn where angles wrap at 180 degrees', () => {
    const wrapped = (degrees: number): number => ((degrees + 180) % 360) - 180
    const frames = Array.from({ length: 100 }, (_, frame) => `0 0 0 ${wrapped(frame * 37)} 0 0 0 0 0`)
    const { rotations } = read(bvhText({ frames })).motion
    for (let frame = 1; frame < 100; frame++) {
      let dot = 0
      for (let part = 0; part < 4; part++)
        dot += (rotations[frame * 8 + part] ?? 0) * (rotations[frame * 8 - 8 + part] ?? 0)
      expect(dot).toBeGreaterThan(0)
    }
  })
})

describe('positions', () => {
  test("a root's position channel replaces its OFFSET", () => {
    const text = bvhText({ rootOffset: '0 93.5 0', frames: ['0 93.5 0 0 0 0 0 0 0'] })
    expect(place(read(text).motion, 0, 0)).toEqual([0, 0.935, 0])
    expect(codesOf(text)).toContain('root-channel-replaces-offset')
  })

  test('an axis without a channel keeps its OFFSET', () => {
    const text = bvhText({ rootOffset: '7 8 9', rootChannels: '1 Yposition', frames: ['90 0 0 0'] })
    expect(place(read(text).motion, 0, 0)).toEqual([0.07, 0.9, 0.09])
  })

  const childChannels = '6 Xposition Yposition Zposition Zrotation Xrotation Yrotation'

  test('joint positions near OFFSET take its place', () => {
    const text = bvhText({ childChannels, frames: ['0 90 0 0 0 0 0 51 0 0 0 0'] })
    expect(place(read(text).motion, 0, 1)).toEqual([0, 1.41, 0])
    expect(codesOf(text)).toContain('joint-positions-absolute')
  })

  test('joint positions near zero are added to OFFSET', () => {
    const frames = ['0 90 0 0 0 0 0 1 0 0 0 0']
    const text = bvhText({ childChannels, frames, rootOffset: '0 93.5 0' })
    expect(place(read(text).motion, 0, 0)).toEqual([0, 0.9, 0])
    expect(place(read(text).motion, 0, 1)).toEqual([0, 1.41, 0])
    expect(codesOf(text)).toContain('joint-positions-delta')
  })

  test('a joint whose positions only repeat its rest has no track', () => {
    const text = bvhText({ childChannels, frames: ['0 90 0 0 0 0 0 50 0 0 0 0'] })
    expect(read(text).motion.translations.map(({ joint }) => joint)).toEqual([0])
  })
})

describe('frame rate', () => {
  test.each([
    ['0.0333333', 30],
    ['.03333', 30],
    ['0.041667', 24],
    ['0.0417083750417', 24_000 / 1001],
    ['0.033367', 30_000 / 1001],
    ['0.016667', 60],
    ['.0083333', 120],
    ['0.01', 100],
  ])('%s s means %d fps', (frameTime, fps) => {
    expect(read(bvhText({ frameTime: `Frame Time: ${frameTime}` })).motion.fps).toBe(fps)
  })

  test('an uncommon rate is kept', () => {
    const text = bvhText({ frameTime: 'Frame Time: 0.033' })
    expect(read(text).motion.fps).toBe(1 / 0.033)
    expect(codesOf(text)).not.toContain('fps-snapped')
  })

  test('a file without one gets 30, and the caller may say better', () => {
    const text = bvhText({ frameTime: '' })
    expect(read(text).motion.fps).toBe(30)
    expect(read(text, { fps: 50 }).motion.fps).toBe(50)
    expect(() => read(text, { fps: 0 })).toThrow(ExportError)
  })
})

describe('unit', () => {
  test.each([
    ['cm', 170, 0.01],
    ['m', 1.7, 1],
    ['dm', 16, 0.1],
    ['inch', 68, 0.0254],
    ['cmu', 27, 0.0254 / 0.45],
    ['foot', 5.6, 0.3048],
    ['mm', 1750, 0.001],
  ])('a person in %s', (unit, height, metresPerUnit) => {
    const { motion, notes } = read(person(height, 'y'))
    expect(place(motion, 0, 0)[1]).toBeCloseTo(height * metresPerUnit * 0.5, 5)
    expect(notes).toContainEqual(expect.objectContaining({ code: 'unit-guessed' }))
    expect(notes.find(({ code }) => code === 'unit-guessed')?.message).toContain(`as ${unit} `)
  })

  test('a person in no known unit is scaled to 1.7 m, with a warning', () => {
    const { motion, notes } = read(person(43, 'y'))
    expect(place(motion, 0, 0)[1]).toBeCloseTo(0.85, 5)
    expect(notes).toContainEqual(expect.objectContaining({ code: 'unit-unclear', severity: 'warning' }))
  })

  test('the caller knows better', () => {
    expect(place(read(person(43, 'y'), { unit: 'cm' }).motion, 0, 0)).toEqual([0, 0.215, 0])
  })
})

describe('up', () => {
  test('a file that rests and moves along Z is turned', () => {
    const { motion, notes } = read(person(17, 'z'))
    expect(place(motion, 0, 1)).toEqual([0, 1.53, 0])
    expect(place(motion, 'rest', 1)).toEqual([0, 0.68, 0])
    expect(notes).toContainEqual(expect.objectContaining({ code: 'up-axis-turned' }))
  })

  test('a file that rests along Y and moves along Z may be lying down, so the caller decides', () => {
    const text = person(170, 'z', 'y')
    expect(codesOf(text)).toContain('up-axis-unclear')
    const { motion } = read(text, { up: 'z', unit: 'cm' })
    expect(place(motion, 'rest', 1)).toEqual([0, 0.68, 0])
    expect(place(motion, 0, 0)).toEqual([0, 0.85, 0])
    expect(place(motion, 0, 1)).toEqual([0, 1.53, 0])
  })
})

test('two joints of one name get two names', () => {
  const text = bvhText().replace('JOINT Spine', 'JOINT Hips')
  expect(read(text).motion.joints.map(({ name }) => name)).toEqual(['Hips', 'Hips_2'])
  expect(codesOf(text)).toContain('name-repaired')
})
