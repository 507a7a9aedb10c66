import { isRefusal, type JobRecord, type JobStore } from '@onetake/core'
import type { Accounts, BoundOperation } from './accounts.ts'
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { ContextOf } from './context.ts'
import type { JobWriter } from './job-writer.ts'
import { createReconciler } from './reconciler.ts'
import { createTurns } from './turns.ts'

export interface SubmitterOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
  readonly accounts: Accounts
  readonly contextOf: ContextOf
  readonly background: Background
  /** Aborts a submit that is on its way: only when a stop cannot wait any longer. */
  readonly giveUp: AbortSignal
  /** The provider has taken the job: ask how it stands from now on. */
  readonly onAccepted: (record: JobRecord, bound: BoundOperation) => void
  readonly onTrouble: (account: string, thrown: unknown) => void
}

/** Takes jobs to their provider, each at most once. */
export interface Submitter {
  /**
   * Submit a job that is `pending`, or `unconfirmed` when a person says so; nothing happens when it
   * is another job's turn, or when somebody else was first.
   *
   * @returns The job as it stands once it is ours to submit; the submit itself goes on.
   */
  submit(record: JobRecord): Promise<JobRecord>
  /** A job that was on its way when its process died, or whose reply was lost. */
  unconfirm(id: string): Promise<void>
  /** This job already runs: others with its key wait for it. */
  occupy(record: JobRecord): void
  /** The job is over: the next one with its key may go. */
  release(id: string): Promise<void>
}

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { store, writer, clock, accounts, contextOf, background, giveUp, onAccepted, onTrouble } = options
  const reconcile = createReconciler({ store, writer, clock })
  const turns = createTurns()

  async function send(claimed: JobRecord): Promise<void> {
    const { id, operation } = claimed.job
    const bound = accounts.operation(operation)
    const context = contextOf(bound.account, claimed.owner, giveUp)
    try {
      const ref = await bound.operation.submit(claimed.input, context)
      const accepted = await writer.advance(id, { status: 'queued', position: null }, { ref })
      onAccepted(accepted, bound)
      if (accepted.job.status === 'canceling') await bound.operation.cancel?.(ref, context)
    } catch (thrown) {
      if (isRefusal(thrown)) {
        await writer.advance(id, { status: 'failed', error: thrown.toJSON() })
        return
      }
      onTrouble(bound.account.id, thrown)
      await submitter.unconfirm(id)
    }
  }

  const submitter: Submitter = {
    async submit(record) {
      if (!turns.take(record.exclusive, record.job.id)) return record
      const claimed = await writer.claim(record, { status: 'submitting' }, { submittedAt: clock.now() })
      if (!claimed) return record
      background.run(send(claimed))
      return claimed
    },

    async unconfirm(id) {
      const { job, owner } = await writer.advance(id, { status: 'unconfirmed', since: clock.now() })
      if (job.status !== 'unconfirmed') return
      const bound = accounts.operation(job.operation)
      const context = contextOf(bound.account, owner)
      const found = await reconcile(id, bound, context, (thrown) => onTrouble(bound.account.id, thrown))
      if (found) onAccepted(found, bound)
    },

    occupy({ exclusive, job }) {
      turns.take(exclusive, job.id)
    },

    async release(id) {
      const key = turns.release(id)
      if (key === null) return
      const active = await store.list({ active: true })
      const next = active.findLast(({ exclusive, job }) => exclusive === key && job.status === 'pending')
      if (next) await submitter.submit(next)
    },
  }
  return submitter
}
