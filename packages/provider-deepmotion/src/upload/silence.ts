/** Notices that nothing happens any more. */
export interface Silence {
  /** Aborts when nothing was heard for so long. */
  readonly signal: AbortSignal
  heard(): void
  stop(): void
}

/** @param ms - How long, from now or from what was heard last. */
export function createSilence(ms: number): Silence {
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(), ms)
  // It keeps no process alive.
  timer.unref()
  return {
    signal: silent.signal,
    heard: () => void timer.refresh(),
    stop: () => clearTimeout(timer),
  }
}
