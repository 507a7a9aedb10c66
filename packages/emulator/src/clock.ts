/** Virtual time: every timing of the emulator (queues, steps, sessions, links, delays) runs on one of these. */
export interface Clock {
  /** Virtual milliseconds per real millisecond. 0: time moves only by {@link Clock.advance}. */
  readonly speed: number
  /** The virtual instant, in ms since the Unix epoch. */
  now(): number
  /** Go on from this instant at another pace. Waits in progress follow. */
  setSpeed(speed: number): void
  /** Jump forward by `ms` virtual milliseconds and let the waits that are due go on. */
  advance(ms: number): void
  /** Resolve after `ms` virtual milliseconds, or at once when the signal aborts. Never rejects. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
  /** When a clock on the wall will show that a virtual instant has come, in ms. The same instant where time stands still. */
  toWallClock(at: number): number
}

export interface ClockOptions {
  /** Virtual milliseconds per real millisecond, 0 or more. Default 1. */
  readonly speed?: number
  /** The first virtual instant, in ms since the Unix epoch. Default: what `now` says. */
  readonly start?: number
  /** Where real time comes from, in ms since the Unix epoch. Default `Date.now`. */
  readonly now?: () => number
}

/** Longest delay a Node timer takes, in ms. */
const LONGEST_TIMER = 2 ** 31 - 1

export function createClock(options: ClockOptions = {}): Clock {
  const realNow = options.now ?? Date.now
  const waits = new Set<() => void>()
  let speed = checkedSpeed(options.speed ?? 1)
  let realBase = realNow()
  let base = options.start ?? realBase

  const now = () => base + (realNow() - realBase) * speed
  const rebase = (at: number) => {
    base = at
    realBase = realNow()
    for (const recheck of waits) recheck()
  }

  return {
    get speed() {
      return speed
    },
    now,
    setSpeed(next) {
      const at = now()
      speed = checkedSpeed(next)
      rebase(at)
    },
    advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`A clock cannot go back: advance(${ms}).`)
      rebase(now() + ms)
    },
    wait(ms, signal) {
      const due = now() + ms
      return new Promise((resolve) => {
        let timer: ReturnType<typeof setTimeout> | undefined
        const finish = () => {
          clearTimeout(timer)
          waits.delete(recheck)
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const recheck = () => {
          clearTimeout(timer)
          const left = due - now()
          if (left <= 0 || signal?.aborted) finish()
          else if (speed > 0) timer = setTimeout(recheck, Math.min(Math.ceil(left / speed), LONGEST_TIMER))
        }
        waits.add(recheck)
        signal?.addEventListener('abort', finish)
        recheck()
      })
    },
    toWallClock: (at) => (speed === 0 ? at : realNow() + (at - now()) / speed),
  }
}

/** A clock for tests: it stands still until {@link Clock.advance}. Starts at 2026-01-01T00:00:00Z unless told. */
export function createManualClock(start: number = Date.UTC(2026, 0, 1)): Clock {
  return createClock({ speed: 0, start })
}

function checkedSpeed(speed: number): number {
  if (Number.isFinite(speed) && speed >= 0) return speed
  throw new RangeError(`A clock's speed is a number of at least 0, not ${speed}.`)
}
