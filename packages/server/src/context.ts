import { JobError, type Context, type JobStore } from '@onetake/core'
import type { Account } from './accounts.ts'

/** What a provider is lent for requests on behalf of `owner`; null where they concern no one in particular. */
export type ContextOf = (account: Account, owner: string | null, signal?: AbortSignal) => Context<unknown>

/** @param stopping - Aborts the requests that are told of no other signal. */
export function createContexts(store: JobStore, stopping: AbortSignal): ContextOf {
  return ({ id: provider, client }, owner, signal = stopping) => ({
    client,
    signal,
    async refOf(jobId) {
      const record = owner === null ? null : await store.get(jobId, owner)
      const isTheirs = record?.job.operation.startsWith(`${provider}.`)
      if (!record || !isTheirs || record.ref === null) {
        throw new JobError('not-found', `There is no job "${jobId}" to continue.`)
      }
      return record.ref
    },
  })
}
