import {
  JobError,
  reduceJob,
  type JobPhase,
  type JobRecord,
  type JobSnapshot,
  type JobStatus,
  type JobStore,
} from '@onetake/core'
import { Subject, type Observable } from 'rxjs'
import { backoffMs } from './backoff.ts'
import { wait, type Clock } from './clock.ts'

/** A job that moved, and whose it is. */
export interface JobChange {
  readonly owner: string
  readonly job: JobSnapshot
}

/** What a record may gain beside a new phase. */
export type Learned = Partial<Pick<JobRecord, 'ref' | 'delivery' | 'submittedAt' | 'cancelRequested'>>

/** The only way a job changes: fold, write if nobody else was first, tell. */
export interface JobWriter {
  /** Every accepted change of every job. Hot. */
  readonly changes: Observable<JobChange>
  /** Store a new job. False: the id is taken. */
  add(record: JobRecord): Promise<boolean>
  /** Move a job, whoever else moves it too. A move the table forbids changes nothing but what was learned. */
  advance(id: string, phase: JobPhase, learned?: Learned): Promise<JobRecord>
  /**
   * The same, for what must not be forgotten because the store is away for a moment: tried again
   * until it is written, or the engine stops.
   */
  insist(id: string, phase: JobPhase, learned?: Learned): Promise<JobRecord>
  /** Move a job out of one phase. Null: it is there no longer. */
  move(id: string, from: JobStatus, phase: JobPhase, learned?: Learned): Promise<JobRecord | null>
  /** Move a job only if it still stands as `record` says. Null: somebody else was first. */
  claim(record: JobRecord, phase: JobPhase, learned?: Learned): Promise<JobRecord | null>
}

export interface JobWriterOptions {
  readonly store: JobStore
  readonly clock: Clock
  /** From 0 up to 1. */
  readonly random: () => number
  /** Ends what {@link JobWriter.insist} would try for ever. */
  readonly giveUp: AbortSignal
  /** The store could not be written; it is tried again. */
  readonly onError: (thrown: unknown) => void
}

const FIRST_WAIT_MS = 500

export function createJobWriter({ store, clock, random, giveUp, onError }: JobWriterOptions): JobWriter {
  const changes = new Subject<JobChange>()

  async function write(record: JobRecord, expected: number | null): Promise<boolean> {
    if (!(await store.put(record, expected))) return false
    if (record.job.seq !== expected) changes.next({ owner: record.owner, job: record.job })
    return true
  }

  const writer: JobWriter = {
    changes: changes.asObservable(),

    add: (record) => write(record, null),

    async advance(id, phase, learned = {}) {
      for (;;) {
        const before = await store.get(id)
        if (!before) throw new JobError('not-found', `There is no job "${id}".`)
        const job = reduceJob(before.job, { ...phase, at: clock.now() })
        if (job === before.job && Object.keys(learned).length === 0) return before
        const after = { ...before, ...learned, job }
        if (await write(after, before.job.seq)) return after
      }
    },

    async insist(id, phase, learned) {
      for (let failures = 0; ; failures += 1) {
        try {
          return await writer.advance(id, phase, learned)
        } catch (thrown) {
          if (JobError.is(thrown) || giveUp.aborted) throw thrown
          onError(thrown)
          await wait(clock, backoffMs(FIRST_WAIT_MS, failures, random), giveUp)
        }
      }
    },

    async move(id, from, phase, learned) {
      for (;;) {
        const before = await store.get(id)
        if (before?.job.status !== from) return null
        const moved = await writer.claim(before, phase, learned)
        if (moved) return moved
      }
    },

    async claim(before, phase, learned = {}) {
      const job = reduceJob(before.job, { ...phase, at: clock.now() })
      if (job === before.job) return null
      const after = { ...before, ...learned, job }
      return (await write(after, before.job.seq)) ? after : null
    },
  }
  return writer
}
