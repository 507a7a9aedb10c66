import {
  JobError,
  reduceJob,
  type JobPhase,
  type JobRecord,
  type JobSnapshot,
  type JobStore,
} from '@onetake/core'
import { Subject, type Observable } from 'rxjs'

/** A job that moved, and whose it is. */
export interface JobChange {
  readonly owner: string
  readonly job: JobSnapshot
}

/** What a record may gain beside a new phase. */
export type Learned = Partial<Pick<JobRecord, 'ref' | 'delivery' | 'submittedAt'>>

/** The only way a job changes: fold, write if nobody else was first, tell. */
export interface JobWriter {
  /** Every accepted change of every job. Hot. */
  readonly changes: Observable<JobChange>
  /** Store a new job. False: the id is taken. */
  add(record: JobRecord): Promise<boolean>
  /** Move a job, whoever else moves it too. A move the table forbids changes nothing but what was learned. */
  advance(id: string, phase: JobPhase, learned?: Learned): Promise<JobRecord>
  /** Move a job only if it still stands as `record` says. Null: somebody else was first. */
  claim(record: JobRecord, phase: JobPhase, learned?: Learned): Promise<JobRecord | null>
}

export function createJobWriter(store: JobStore, now: () => number): JobWriter {
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
        const job = reduceJob(before.job, { ...phase, at: now() })
        if (job === before.job && Object.keys(learned).length === 0) return before
        const after = { ...before, ...learned, job }
        if (await write(after, before.job.seq)) return after
      }
    },

    async claim(before, phase, learned = {}) {
      const job = reduceJob(before.job, { ...phase, at: now() })
      if (job === before.job) return null
      const after = { ...before, ...learned, job }
      return (await write(after, before.job.seq)) ? after : null
    },
  }
  return writer
}
