import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSilence } from './silence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it is silent when nothing was heard for so long, and no sooner', () => {
  const silence = createSilence(1_000)
  vi.advanceTimersByTime(900)
  silence.heard()
  vi.advanceTimersByTime(900)
  expect(silence.signal.aborted).toBe(false)
  vi.advanceTimersByTime(100)
  expect(silence.signal.aborted).toBe(true)
})

test('what has stopped is never silent', () => {
  const silence = createSilence(1_000)
  silence.stop()
  vi.advanceTimersByTime(5_000)
  expect(silence.signal.aborted).toBe(false)
})
