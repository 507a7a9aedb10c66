/** Time, handed in: what the engine waits by. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Run once, `ms` from now. Returns what calls it off. */
  after(ms: number, run: () => void): () => void
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Resolves `ms` from now, or at once when `signal` aborts: look at the signal afterwards. */
export function wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done()
    const finish = () => {
      callOff()
      signal.removeEventListener('abort', finish)
      done()
    }
    const callOff = clock.after(ms, finish)
    signal.addEventListener('abort', finish)
  })
}
