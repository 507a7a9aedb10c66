import { JobError } from '@onetake/core'
import type { Clock } from './clock.ts'

/**
 * Do something that may be repeated, but not wait for it for ever.
 *
 * @param work - Is told by its signal when it took too long, or when `signal` aborts.
 * @throws JobError `provider-unavailable` after `ms`, also when `work` ignores its signal.
 */
export async function within<Result>(
  clock: Clock,
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  // Not `AbortSignal.any`: Node 20 keeps a note of each with `signal`, which lives as long as the server.
  const abort = () => limit.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  let callOff = () => {}
  const tooLong = new Promise<never>((_, fail) => {
    callOff = clock.after(ms, () => {
      const error = new JobError('provider-unavailable', `The provider did not answer within ${ms / 1000} s.`)
      limit.abort(error)
      fail(error)
    })
  })
  try {
    return await Promise.race([work(limit.signal), tooLong])
  } finally {
    callOff()
    signal.removeEventListener('abort', abort)
  }
}
