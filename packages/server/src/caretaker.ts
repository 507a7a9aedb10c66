import type { Delivery, JobRecord, JobStore, UploadStore } from '@onetake/core'
import type { Accounts, BoundOperation } from './accounts.ts'
import type { Background } from './background.ts'
import { wait, type Clock } from './clock.ts'
import { namesUpload } from './names-upload.ts'
import type { Submitter } from './submitter.ts'

export interface CaretakerOptions {
  readonly store: JobStore
  readonly uploads: UploadStore
  readonly clock: Clock
  readonly accounts: Accounts
  readonly submitter: Submitter
  readonly background: Background
  /** Ends the sweep. */
  readonly stopping: AbortSignal
  readonly poll: (id: string, bound: BoundOperation) => void
  readonly startCollecting: (record: JobRecord, delivery: Delivery) => void
  readonly onError: (thrown: unknown) => void
}

/** Sees that somebody is at every job that is not over. */
export interface Caretaker {
  /** Take up what an earlier process left. */
  takeUpAll(): Promise<void>
  /** Look for jobs that nobody is at, and uploads that nobody needs, until the engine stops. */
  sweep(): Promise<void>
}

/** How often jobs are looked over for one that nobody is at. */
const SWEEP_EVERY_MS = 60_000

/** Whatever dies, a process or a write, no job stays behind for long. */
export function createCaretaker(options: CaretakerOptions): Caretaker {
  const { store, uploads, clock, accounts, submitter, background, stopping, onError } = options
  const { poll, startCollecting } = options

  /** Whatever a job waits for, see that it happens here. Nothing is done twice. */
  async function takeUp(record: JobRecord): Promise<void> {
    const { id, status, operation } = record.job
    if (status === 'pending') await submitter.submit(record)
    else if (record.delivery !== null) startCollecting(record, record.delivery)
    else if (record.ref !== null) {
      poll(id, accounts.operation(operation))
      if (status === 'canceling') background.run(submitter.stopAtProvider(record))
    } else background.run(submitter.unconfirm(id))
  }

  /** Oldest first, and what holds a turn before what waits for one. */
  async function takeUpAll(isWanted: (record: JobRecord) => boolean = () => true): Promise<void> {
    const active = (await store.list({ active: true })).filter(isWanted).toReversed()
    for (const record of active) if (record.job.status !== 'pending') submitter.occupy(record)
    for (const record of active) {
      // One job that cannot be taken up, because its operation is gone, must not keep back the others.
      await takeUp(record).catch(onError)
    }
  }

  /** Whether a job that is not over names this upload anywhere in its input. */
  async function isNeeded(uploadId: string): Promise<boolean> {
    const active = await store.list({ active: true })
    return active.some(({ input }) => namesUpload(input, uploadId))
  }

  return {
    takeUpAll: () => takeUpAll(),

    /** A write that failed, or a wake-up that was lost, leaves no job behind for long. */
    async sweep() {
      for (;;) {
        await wait(clock, SWEEP_EVERY_MS, stopping)
        if (stopping.aborted) return
        // An unconfirmed job is being looked for already, or is left to a person.
        await takeUpAll(({ job }) => job.status !== 'unconfirmed').catch(onError)
        await uploads.expire(isNeeded).catch(onError)
      }
    },
  }
}
