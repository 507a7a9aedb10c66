import { type Context, JobError, type Ref } from '@onetake/core'
import { connectSayMotion, type SayMotionClient } from '../src/client.ts'
import type { ScriptedService } from './scripted-service.ts'

export const CREDENTIALS = { clientId: 'canary-id', clientSecret: 'canary-secret', url: 'https://say.test/' }

/** What the server lends an operation, over a scripted service. */
export function lend(
  service: ScriptedService,
  jobs: Readonly<Record<string, Ref>> = {},
): Context<SayMotionClient> {
  return {
    client: connectSayMotion(CREDENTIALS, service.io),
    signal: new AbortController().signal,
    async refOf(jobId) {
      const ref = jobs[jobId]
      if (ref === undefined) throw new JobError('not-found', 'No such job.')
      return ref
    },
  }
}

/** The JobError that a promise ends in; fails the test where it does not. */
export async function refusalOf(promise: Promise<unknown>): Promise<JobError> {
  const outcome = await promise.then(
    () => new Error('It did not fail.'),
    (error: unknown) => error,
  )
  if (!JobError.is(outcome)) throw outcome
  return outcome
}
