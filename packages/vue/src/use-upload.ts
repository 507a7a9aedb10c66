import type { Catalog } from '@onetake/core'
import type { JobsClient, UploadHandle, UploadHandleState } from '@onetake/core/client'
import { computed, type ComputedRef } from 'vue'
import { useSnapshot } from './use-snapshot.ts'

/** What `useUpload` returns: one state, a readonly ref for each part of it, and the verbs. */
export type UseUpload = {
  readonly [Part in keyof UploadHandleState]: ComputedRef<UploadHandleState[Part]>
} & Pick<UploadHandle, 'start' | 'cancel' | 'reset'>

export function useUploadOf<Jobs extends Catalog, Calls extends Catalog>(
  client: () => JobsClient<Jobs, Calls>,
): UseUpload {
  const handle = computed(() => client().uploadHandle())
  const state = useSnapshot(handle, (source) => source.getSnapshot())
  return {
    status: computed(() => state.value.status),
    upload: computed(() => state.value.upload),
    sentBytes: computed(() => state.value.sentBytes),
    totalBytes: computed(() => state.value.totalBytes),
    progress: computed(() => state.value.progress),
    error: computed(() => state.value.error),
    connection: computed(() => state.value.connection),
    start: (file) => handle.value.start(file),
    cancel: () => handle.value.cancel(),
    reset: () => handle.value.reset(),
  }
}
