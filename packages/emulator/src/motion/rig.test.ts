import { expect, test } from 'vitest'
import { jointIndex, restHipsHeight, restPositions, rig, tipOf } from './rig.ts'

test('the rig has the 52 joints, parents first', () => {
  expect(rig).toHaveLength(52)
  expect(new Set(rig.map(({ name }) => name)).size).toBe(52)
  expect(rig.every(({ parent }, index) => parent < index)).toBe(true)
  expect(rig.filter(({ parent }) => parent < 0).map(({ name }) => name)).toEqual(['hips_JNT'])
})

test('it rests as a T of human size: arms level, feet on the floor, left on +X', () => {
  const at = (name: string) => restPositions[jointIndex(name)] ?? [0, 0, 0]
  const top = at('head_JNT')[1] + (tipOf('head_JNT')?.[1] ?? 0)
  expect(top).toBeCloseTo(1.71, 1)
  expect(at('hips_JNT')[1]).toBe(restHipsHeight)
  expect(at('l_hand_JNT')[1]).toBeCloseTo(at('l_arm_JNT')[1], 6)
  expect(at('l_hand_JNT')[0]).toBeGreaterThan(0.6)
  expect(at('r_hand_JNT')[0]).toBe(-at('l_hand_JNT')[0])
  expect(at('l_foot_JNT')[1]).toBeCloseTo(0.08, 6)
  expect(at('l_toebase_JNT')[2]).toBeGreaterThan(at('l_foot_JNT')[2])
})
