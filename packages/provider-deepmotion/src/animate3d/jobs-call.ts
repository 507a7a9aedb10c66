import { callFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import { statusesOf, type StatusWord, statusWords, wordOf } from '../status/listed-status.ts'
import type { Animate3DClient } from './client.ts'
import { type ListedJob, listJobs } from './list-jobs.ts'
import { jobOf } from './mark.ts'

/** One job of the account, started by us or by anybody else who has its key. Without the service's own handle. */
export type Animate3DJob = {
  /** Null for a status that Animate 3D does not document. */
  readonly status: StatusWord | null
  /** Our id of it; null where the job was started elsewhere, or continues another. */
  readonly job: string | null
  /** What its file is called there; empty where Animate 3D does not say. */
  readonly fileName: string
  readonly bytes: number | null
  readonly durationSeconds: number | null
  /** How many persons it animates, for a job of several; null for the others. */
  readonly persons: number | null
  /** ms since the Unix epoch. */
  readonly createdAt: number | null
  /** ms since the Unix epoch. */
  readonly updatedAt: number | null
}

/** Newest first. */
export const jobs = callFor<Animate3DClient>()({
  title: 'Jobs of the account',
  scope: 'account',
  input: fields({
    statuses: statusWords
      .default(['running', 'succeeded', 'failed'])
      .describe('Which: running, succeeded, failed. Old and failed ones disappear after a while.'),
  }),
  async run({ statuses }, context): Promise<readonly Animate3DJob[]> {
    const listed = await listJobs(statusesOf(statuses), context)
    return listed.map(toJob).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  },
})

const toJob = (listed: ListedJob): Animate3DJob => ({
  status: wordOf(listed.status),
  job: jobOf(listed.fileName ?? ''),
  fileName: listed.fileName ?? '',
  bytes: listed.fileSize ?? null,
  durationSeconds: listed.fileDuration ?? null,
  persons: listed.mode === 1 ? (listed.models?.length ?? null) : null,
  createdAt: listed.ctime ?? null,
  updatedAt: listed.mtime ?? null,
})
