import { JobError } from '@onetake/core'
import type { Clock } from './clock.ts'
import { withOwnAbort } from './own-abort.ts'

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
  return withOwnAbort(signal, async (limit) => {
    let callOff = () => {}
    const tooLong = new Promise<never>((_, fail) => {
      callOff = clock.after(ms, () => {
        const error = new JobError(
          'provider-unavailable',
          `The provider did not answer within ${ms / 1000} s.`,
        )
        limit.abort(error)
        fail(error)
      })
    })
    try {
      return await Promise.race([work(limit.signal), tooLong])
    } finally {
      callOff()
    }
  })
}
