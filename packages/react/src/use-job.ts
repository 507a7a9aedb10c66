import type { Catalog, JobSnapshot } from '@onetake/core'
import { IDLE_JOB, type JobHandle, type JobOf, type JobsClient, type JobState } from '@onetake/core/client'
import { useState, useSyncExternalStore } from 'react'

export interface UseJobOptions {
  /** Show this job, started before; undefined shows none until `start`. */
  readonly id?: string | undefined
}

/** What `useJob` returns: one state, and the verbs, which stay the same functions from render to render. */
export type UseJob<Job extends JobSnapshot, Input> = JobState<Job> &
  Pick<JobHandle<Job, Input>, 'start' | 'cancel' | 'retry' | 'abandon' | 'reset'>

export function useJobOf<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Jobs & string>(
  client: JobsClient<Jobs, Calls>,
  operation: Id,
  { id }: UseJobOptions = {},
): UseJob<JobOf<Jobs, Id>, Jobs[Id]['input']> {
  const [held, hold] = useState(() => take(client, operation, id))
  let { handle } = held
  if (held.client !== client || held.operation !== operation || held.id !== id) {
    const isSame = held.client === client && held.operation === operation
    // The id of a job that was started here, handed back from a URL, say, changes nothing.
    const keeps = isSame && id !== undefined && handle.getSnapshot().job?.id === id
    const next = keeps ? { ...held, id } : take(client, operation, id)
    hold(next)
    handle = next.handle
  }
  const state = useSyncExternalStore(handle.subscribe, handle.getSnapshot, serverSnapshot)
  const { start, cancel, retry, abandon, reset } = handle
  return { ...state, start, cancel, retry, abandon, reset }
}

/** A handle asks nothing before somebody listens to it, so making one while rendering is safe. */
function take<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Jobs & string>(
  client: JobsClient<Jobs, Calls>,
  operation: Id,
  id: string | undefined,
) {
  const handle = client.handle(operation)
  if (id !== undefined) handle.follow(id)
  return { client, operation, id, handle }
}

const serverSnapshot = () => IDLE_JOB
