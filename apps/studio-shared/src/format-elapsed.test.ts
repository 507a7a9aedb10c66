import { describe, expect, it } from 'vitest'
import { formatElapsed } from './format-elapsed.ts'

describe('formatElapsed', () => {
  it('reads like a clock, and never below zero', () => {
    expect([-5_000, 7_900, 750_000, 3_723_000].map(formatElapsed)).toEqual([
      '0:00',
      '0:07',
      '12:30',
      '1:02:03',
    ])
  })
})
