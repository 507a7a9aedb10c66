import { JobError, type Context, type JobStore, type UploadStore } from '@onetake/core'
import type { Account } from './accounts.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { toFinishedJob } from './find-artifact.ts'

/** What a provider is lent for requests on behalf of `owner`; null where they concern no one in particular. */
export type ContextOf = (account: Account, owner: string | null, signal?: AbortSignal) => Context<unknown>

interface ContextOptions {
  readonly store: JobStore
  readonly uploads: UploadStore
  readonly artifacts: ArtifactStore
  /** Aborts the requests that are told of no other signal. */
  readonly stopping: AbortSignal
}

export function createContexts({ store, uploads, artifacts, stopping }: ContextOptions): ContextOf {
  return ({ id: own, client }, owner, signal = stopping) => ({
    client,
    signal,
    async refOf(jobId, provider = own) {
      const record = owner === null ? null : await store.get(jobId, owner)
      const isTheirs = record?.job.operation.startsWith(`${provider}.`)
      if (!record || !isTheirs || record.ref === null) {
        throw new JobError('not-found', `There is no job "${jobId}" to continue.`)
      }
      return record.ref
    },
    async finished(jobId) {
      const record = owner === null ? null : await store.get(jobId, owner)
      if (!record) throw new JobError('not-found', `There is no job "${jobId}".`)
      return toFinishedJob(record, artifacts)
    },
    async read(uploadId) {
      if (owner === null) throw new JobError('not-found', `There is no upload "${uploadId}".`)
      return uploads.open(uploadId, owner)
    },
  })
}
