import type { Catalog } from '@onetake/core'
import type { CallState, JobsClient } from '@onetake/core/client'
import { useEffect, useMemo, useSyncExternalStore } from 'react'

/** What `useCall` returns. `reload` asks the same again, and keeps the answer while it waits. */
export type UseCall<Result> = CallState<Result> & { reload(): Promise<void> }

export function useCallOf<Jobs extends Catalog, Calls extends Catalog, Id extends keyof Calls & string>(
  client: JobsClient<Jobs, Calls>,
  name: Id,
  input: Calls[Id]['input'] | null | undefined,
): UseCall<Calls[Id]['output']> {
  const handle = useMemo(() => client.callHandle(name), [client, name])
  useSyncExternalStore(handle.subscribe, handle.getSnapshot, handle.getSnapshot)
  // Most inputs are written in place: new at every render, equal in value.
  const key = JSON.stringify(input ?? null)
  useEffect(() => handle.load(JSON.parse(key)), [handle, key])
  return { ...handle.view(input), reload: handle.reload }
}
