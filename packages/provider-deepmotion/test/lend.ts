import { JobError, type Ref, type SubmitContext } from '@onetake/core'
import { createScriptedService, type ScriptedService } from '@onetake/provider-kit/testing'
import { connectSayMotion, type SayMotionClient } from '../src/saymotion/client.ts'

export const CREDENTIALS = { clientId: 'canary-id', clientSecret: 'canary-secret', url: 'https://say.test/' }

/** SayMotion, scripted. Logins succeed and set a cookie that ends after an hour, `s%3A1.a%2Fb`, `s%3A2.a%2Fb`, … */
export function scriptedSayMotion(): ScriptedService {
  const service = createScriptedService()
  let logins = 0
  service.on('/account/v1/auth', () => {
    logins += 1
    const expires = new Date(service.io.now() + 3_600_000).toUTCString()
    return login(`dmsess=s%3A${logins}.a%2Fb; Domain=.deepmotion.com; Path=/; Expires=${expires}; HttpOnly`)
  })
  return service
}

export const login = (...cookies: string[]): Response =>
  new Response('', { headers: cookies.map((cookie): [string, string] => ['set-cookie', cookie]) })

/** What the server lends an operation, over a scripted service. */
export function lend(
  service: ScriptedService,
  jobs: Readonly<Record<string, Ref>> = {},
): SubmitContext<SayMotionClient, null> {
  return {
    client: connectSayMotion(CREDENTIALS, service.io),
    signal: new AbortController().signal,
    jobId: 'job-1',
    staged: null,
    async refOf(jobId) {
      const ref = jobs[jobId]
      if (ref === undefined) throw new JobError('not-found', 'No such job.')
      return ref
    },
    async finished() {
      throw new JobError('not-found', 'No such job.')
    },
    async read() {
      throw new JobError('not-found', 'No such upload.')
    },
  }
}
