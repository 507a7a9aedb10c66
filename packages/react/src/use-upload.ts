import type { Catalog } from '@onetake/core'
import { IDLE_UPLOAD, type JobsClient, type UploadHandle, type UploadHandleState } from '@onetake/core/client'
import { useState, useSyncExternalStore } from 'react'

/** What `useUpload` returns: one state, and the verbs, which stay the same functions from render to render. */
export type UseUpload = UploadHandleState & Pick<UploadHandle, 'start' | 'cancel' | 'reset'>

export function useUploadOf<Jobs extends Catalog, Calls extends Catalog>(
  client: JobsClient<Jobs, Calls>,
): UseUpload {
  const [held, hold] = useState(() => ({ client, handle: client.uploadHandle() }))
  let { handle } = held
  if (held.client !== client) {
    handle = client.uploadHandle()
    hold({ client, handle })
  }
  const state = useSyncExternalStore(handle.subscribe, handle.getSnapshot, serverSnapshot)
  const { start, cancel, reset } = handle
  return { ...state, start, cancel, reset }
}

const serverSnapshot = () => IDLE_UPLOAD
