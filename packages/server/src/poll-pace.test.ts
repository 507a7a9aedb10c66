import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MOST_INTERVALS, nextPollAt } from './poll-pace.ts'

const everyMs = 5_000
const at = 100_000
const running = (progress: number) => ({ status: 'running', progress }) as const

it('a job that is expected to end soon is asked about just after its end, not at the next moment for all', () => {
  // A fifth in two seconds: the other four take eight more.
  const start = { progress: 0, at: at - 2_000 }
  expect(nextPollAt({ job: running(0.2), at, everyMs, start })).toBe(at + 8_000)
})

it('a job that is far from its end, or deep in the queue, is left alone for longer', () => {
  const start = { progress: 0, at: at - 1_000 }
  expect(nextPollAt({ job: running(0.01), at, everyMs, start })).toBe(at + MOST_INTERVALS * everyMs)
  expect(nextPollAt({ job: { status: 'queued', position: 9 }, at, everyMs, start: null })).toBe(
    at + 3 * everyMs,
  )
})

it('never comes sooner than a poll interval, nor later than a few of them', () => {
  const job = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }).map(running),
    fc.nat(500).map((position) => ({ status: 'queued', position }) as const),
  )
  const pace = fc.option(
    fc.record({
      progress: fc.double({ min: 0, max: 1, noNaN: true }),
      at: fc.integer({ min: 0, max: 200_000 }),
    }),
  )
  fc.assert(
    fc.property(job, pace, fc.integer({ min: 0, max: 200_000 }), (phase, start, asked) => {
      const next = nextPollAt({ job: phase, at: asked, everyMs, start })
      expect(next - asked).toBeGreaterThanOrEqual(everyMs)
      expect(next - asked).toBeLessThan((MOST_INTERVALS + 1) * everyMs)
    }),
  )
})
