import type { Catalog } from '@onetake/core'
import type { CallState, JobsClient } from '@onetake/core/client'
import { computed, toValue, watch, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useSnapshot } from './use-snapshot.ts'
import { whenMounted } from './when-mounted.ts'

/** What `useCall` returns. `reload` asks the same again, and keeps the answer while it waits. */
export type UseCall<Result> = {
  readonly [Part in keyof CallState<Result>]: ComputedRef<CallState<Result>[Part]>
} & { reload(): Promise<void> }

export function useCallOf<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Calls & string>(
  client: () => JobsClient<Jobs, Calls>,
  name: MaybeRefOrGetter<Id>,
  input: MaybeRefOrGetter<Calls[Id]['input'] | null | undefined>,
): UseCall<Calls[Id]['output']> {
  const handle = computed(() => client().callHandle(toValue(name)))
  const state = useSnapshot(handle, (source) => source.view(toValue(input)))
  // Most inputs are written in place: new at every change around them, equal in value.
  const key = computed(() => JSON.stringify(toValue(input) ?? null))
  whenMounted(() => {
    watch([handle, key], ([source, value]) => source.load(JSON.parse(value)), { immediate: true })
  })
  return {
    data: computed(() => state.value.data),
    error: computed(() => state.value.error),
    loading: computed(() => state.value.loading),
    reload: () => handle.value.reload(),
  }
}
