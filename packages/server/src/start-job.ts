import { createHash } from 'node:crypto'
import {
  invalidInput,
  JobError,
  type JobRecord,
  type JobSnapshot,
  type JobStore,
  type Json,
} from '@onetake/core'
import type { Accounts } from './accounts.ts'
import type { Clock } from './clock.ts'
import type { ContextOf } from './context.ts'
import type { JobWriter } from './job-writer.ts'
import { parseInput, toJson } from './parse-input.ts'

export interface StarterOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
  readonly accounts: Accounts
  readonly contextOf: ContextOf
  /** A new job is stored, as `pending`. */
  readonly onStored: (record: JobRecord) => void
}

/** What is asked for, and by whom. */
export interface Start {
  readonly id: string
  readonly operation: string
  readonly input: unknown
  readonly owner: string
}

/** Judges what is asked for and stores it: the part of starting a job before anything is sent. */
export function createStarter({ store, writer, clock, accounts, contextOf, onStored }: StarterOptions) {
  /**
   * @returns The new job as `pending`, or the one that the same start has made before.
   * @throws JobError `invalid-input`, `not-found`, `id-reused`, `conflict`; then nothing is stored.
   */
  return async function startJob({ id, operation: operationId, input, owner }: Start): Promise<JobSnapshot> {
    assertJobId(id)
    const { operation, account } = accounts.operation(operationId)
    const parsed = await parseInput(operation.input, input)
    const fingerprint = fingerprintOf(operationId, parsed)
    const before = await store.get(id)
    if (before) return repeated(before, fingerprint, owner)

    const prepared: unknown = await operation.prepare?.(parsed, contextOf(account, owner))
    const complete = prepared === undefined ? parsed : toJson(prepared)
    const key = operation.exclusive?.(complete) ?? null
    const at = clock.now()
    const record: JobRecord = {
      job: { id, operation: operationId, seq: 0, createdAt: at, updatedAt: at, status: 'pending' },
      owner,
      input: complete,
      fingerprint,
      exclusive: key === null ? null : `${account.id}:${key}`,
      submittedAt: null,
      cancelRequested: false,
      ref: null,
      delivery: null,
    }
    if (!(await writer.add(record))) return repeated((await store.get(id)) ?? record, fingerprint, owner)
    onStored(record)
    return record.job
  }
}

/** Starting the same job again is the same job; starting another under its name is an error. */
function repeated({ job, owner, fingerprint }: JobRecord, asked: string, viewer: string): JobSnapshot {
  if (owner !== viewer) throw new JobError('conflict', `The job id "${job.id}" is taken.`)
  if (fingerprint === asked) return job
  throw new JobError('id-reused', `The job id "${job.id}" was used before with another operation or input.`)
}

const fingerprintOf = (operation: string, input: Json) =>
  createHash('sha256')
    .update(JSON.stringify([operation, input]))
    .digest('hex')

/** Ids become folder names and parts of URLs. */
function assertJobId(id: string): void {
  // GET /jobs/events is the stream: a job of that name could be started and never be read.
  if (id === 'events') throw invalidInput('id', 'Must be another name: "events" is the stream of all jobs.')
  if (/^[A-Za-z0-9_-]{1,64}$/.test(id)) return
  throw invalidInput('id', 'Must be 1 to 64 letters, digits, "-" or "_".')
}
