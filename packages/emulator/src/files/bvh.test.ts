import { expect, test } from 'vitest'
import { createMotion } from '../motion/motion.ts'
import { aboutX, aboutY, aboutZ, compose } from '../motion/quaternion.ts'
import { toBvh } from './bvh.ts'

const motion = createMotion({ prompt: 'a person jumps', durationSeconds: 2, seed: 'bvh', variant: 3 })
const lines = new TextDecoder().decode(toBvh(motion)).trimEnd().split('\n')
const frames = lines.slice(lines.findIndex((line) => line.startsWith('Frame Time')) + 1)

test('the header names 52 joints below one root, in centimetres', () => {
  expect(lines.slice(0, 5)).toEqual([
    'HIERARCHY',
    'ROOT hips_JNT',
    '{',
    '\tOFFSET 0.000000 94.000000 0.000000',
    '\tCHANNELS 6 Xposition Yposition Zposition Zrotation Xrotation Yrotation',
  ])
  expect(lines.filter((line) => /^\s*(ROOT|JOINT) /.test(line))).toHaveLength(52)
  expect(lines.filter((line) => line.includes('End Site'))).toHaveLength(13)
  expect(lines.filter((line) => line.trim() === '{').length).toBe(
    lines.filter((line) => line.trim() === '}').length,
  )
})

test('it announces the frames it has, thirty a second', () => {
  expect(lines).toContain('Frames: 60')
  expect(lines).toContain('Frame Time: 0.0333333')
  expect(frames).toHaveLength(60)
  expect(frames.every((frame) => frame.split(' ').length === 3 + 52 * 3)).toBe(true)
})

test('the angles make the rotations again, in the order of the channels', () => {
  const order = lines.flatMap((line) => /^\s*(?:ROOT|JOINT) (\S+)/.exec(line)?.[1] ?? [])
  for (const frame of [0, 20, 31, 59]) {
    const numbers = (frames[frame] ?? '').split(' ').map(Number)
    expect(numbers[1]).toBeCloseTo((motion.hips[frame * 3 + 1] ?? 0) * 100, 3)
    for (const [at, name] of order.entries()) {
      const [z = 0, x = 0, y = 0] = numbers.slice(3 + at * 3)
      const made = compose(aboutZ(z), aboutX(x), aboutY(y))
      const joint = motion.joints.findIndex((candidate) => candidate.name === name)
      const wanted = motion.rotations.subarray((frame * 52 + joint) * 4)
      const same = made.reduce((sum, value, i) => sum + value * (wanted[i] ?? 0), 0)
      expect(Math.abs(same)).toBeCloseTo(1, 5)
    }
  }
})
