import type { Clock } from '../src/clock.ts'

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Let `ms` pass: run what comes due, in order, and let the work it started settle. */
  advance(ms: number): Promise<void>
  /** Somebody corrects the machine's clock; timers run on. */
  setBack(ms: number): void
}

export function createManualClock(start = 10_000_000): ManualClock {
  let now = start
  const timers = new Set<{ at: number; run: () => void }>()

  return {
    now: () => now,

    after(ms, run) {
      const timer = { at: now + ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },

    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...timers].toSorted((a, b) => a.at - b.at)[0]
        if (!next || next.at > end) break
        now = Math.max(now, next.at)
        timers.delete(next)
        next.run()
        await settle()
      }
      now = end
    },

    setBack(ms) {
      now -= ms
      for (const timer of timers) timer.at -= ms
    },
  }
}

/** Long enough for promises, streams and small files. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((next) => setImmediate(next))
}
