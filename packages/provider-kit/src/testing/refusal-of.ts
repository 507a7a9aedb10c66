import { JobError } from '@onetake/core'

/** The JobError that a promise ends in; throws where it does not. */
export async function refusalOf(promise: Promise<unknown>): Promise<JobError> {
  const outcome = await promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  )
  if (!JobError.is(outcome)) throw outcome
  return outcome
}
