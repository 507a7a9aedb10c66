import type { Catalog, JobSnapshot } from '@onetake/core'
import type { JobHandle, JobOf, JobsClient, JobState } from '@onetake/core/client'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useSnapshot } from './use-snapshot.ts'

export interface UseJobOptions {
  /** Show this job, started before; undefined shows none until `start`. */
  readonly id?: MaybeRefOrGetter<string | undefined>
}

/** What `useJob` returns: one state, a readonly ref for each part of it, and the verbs. */
export type UseJob<Job extends JobSnapshot, Input> = {
  readonly [Part in keyof JobState<Job>]: ComputedRef<JobState<Job>[Part]>
} & Pick<JobHandle<Job, Input>, 'start' | 'cancel' | 'retry' | 'abandon' | 'reset'>

export function useJobOf<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Jobs & string>(
  client: () => JobsClient<Jobs, Calls>,
  operation: MaybeRefOrGetter<Id>,
  { id }: UseJobOptions = {},
): UseJob<JobOf<Jobs, Id>, Jobs[Id]['input']> {
  type Held = ReturnType<typeof take<Jobs, Calls, Id>>
  const held = computed<Held>((before) => {
    const next = { client: client(), operation: toValue(operation), id: toValue(id) }
    const isSame = before?.client === next.client && before.operation === next.operation
    if (isSame && before.id === next.id) return before
    // The id of a job that was started here, handed back from a URL, say, changes nothing.
    const keeps = isSame && next.id !== undefined && before.handle.getSnapshot().job?.id === next.id
    return keeps ? { ...before, id: next.id } : take(next.client, next.operation, next.id)
  })
  const handle = computed(() => held.value.handle)
  const state = useSnapshot(handle, (source) => source.getSnapshot())
  return {
    job: computed(() => state.value.job),
    status: computed(() => state.value.status),
    progress: computed(() => state.value.progress),
    error: computed(() => state.value.error),
    connection: computed(() => state.value.connection),
    start: (input) => handle.value.start(input),
    cancel: () => handle.value.cancel(),
    retry: () => handle.value.retry(),
    abandon: () => handle.value.abandon(),
    reset: () => handle.value.reset(),
  }
}

/** A handle asks nothing before somebody listens to it, so making one in a getter is safe. */
function take<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Jobs & string>(
  client: JobsClient<Jobs, Calls>,
  operation: Id,
  id: string | undefined,
) {
  const handle = client.handle(operation)
  if (id !== undefined) handle.follow(id)
  return { client, operation, id, handle }
}
