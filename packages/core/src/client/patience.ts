import { onWake } from './wake.ts'

/** A request that is let go when nothing was heard for so long. */
export async function within<Result>(
  ms: number,
  signal: AbortSignal | undefined,
  run: (limit: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  const letGo = () => limit.abort()
  const timer = setTimeout(letGo, ms)
  signal?.addEventListener('abort', letGo)
  if (signal?.aborted) letGo()
  try {
    return await run(limit.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', letGo)
  }
}

/** Over early when the signal aborts, or when the network is back. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer)
      stopListening()
      signal?.removeEventListener('abort', finish)
      done()
    }
    const timer = setTimeout(finish, ms)
    const stopListening = onWake(finish)
    signal?.addEventListener('abort', finish)
  })
}
