import { isRefusal, JobError } from '@onetake/core'

/**
 * For what a submit has to do before its request leaves: whatever goes wrong there, nothing was started.
 *
 * @param what - As in `The image could not be read`.
 * @throws JobError A refusal, always.
 */
export const orNotSubmitted = <Value>(promise: Promise<Value>, what: string): Promise<Value> =>
  promise.catch((cause: unknown) => {
    if (isRefusal(cause)) throw cause
    throw new JobError('not-submitted', `${what}, so nothing was started. Starting again is safe.`, { cause })
  })
