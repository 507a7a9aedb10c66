import * as z from 'zod'
import { callFor } from '@onetake/core'
import { fields } from '@onetake/provider-kit'
import type { Animate3DClient } from './client.ts'
import { type ListedJob, type ListedStatus, listJobs } from './list-jobs.ts'
import { jobOf } from './mark.ts'

/** Our words, and those of Animate 3D. A list does not tell who waits in the queue. */
const STATUSES = {
  running: ['STARTING', 'PROGRESS', 'RETRY'],
  succeeded: ['SUCCESS'],
  failed: ['FAILURE'],
} as const satisfies Record<string, readonly ListedStatus[]>

type Word = keyof typeof STATUSES
const WORDS = ['running', 'succeeded', 'failed'] as const satisfies readonly Word[]

/** One job of the account, started by us or by anybody else who has its key. Without the service's own handle. */
export type Animate3DJob = {
  /** Null for a status that Animate 3D does not document. */
  readonly status: Word | null
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

const LIST = `Must be a list of '${WORDS.join("', '")}'.`

/** Newest first. */
export const jobs = callFor<Animate3DClient>()({
  title: 'Jobs of the account',
  input: fields({
    statuses: z
      .array(z.enum(WORDS, LIST), LIST)
      .min(1, LIST)
      .max(WORDS.length, LIST)
      .default([...WORDS])
      .describe('Which: running, succeeded, failed. Old and failed ones disappear after a while.'),
  }),
  async run({ statuses }, context): Promise<readonly Animate3DJob[]> {
    const listed = await listJobs([...new Set(statuses.flatMap((word) => STATUSES[word]))], context)
    return listed.map(toJob).toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
  },
})

const toJob = (listed: ListedJob): Animate3DJob => ({
  status: WORDS.find((word) => STATUSES[word].some((status) => status === listed.status)) ?? null,
  job: jobOf(listed.fileName ?? ''),
  fileName: listed.fileName ?? '',
  bytes: listed.fileSize ?? null,
  durationSeconds: listed.fileDuration ?? null,
  persons: listed.mode === 1 ? (listed.models?.length ?? null) : null,
  createdAt: listed.ctime ?? null,
  updatedAt: listed.mtime ?? null,
})
