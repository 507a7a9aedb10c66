import {
  isRefusal,
  JobError,
  type JobRecord,
  type JobStore,
  type Json,
  type Ref,
  type SubmitContext,
} from '@onetake/core'
import type { Accounts, BoundOperation } from './accounts.ts'
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { ContextOf } from './context.ts'
import type { JobWriter } from './job-writer.ts'
import { createReconciler } from './reconciler.ts'
import { createStager } from './stager.ts'
import { createTurns } from './turns.ts'

export interface SubmitterOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
  /** From 0 up to 1; spreads retries. */
  readonly random: () => number
  readonly accounts: Accounts
  readonly contextOf: ContextOf
  readonly background: Background
  /** Aborts when nothing new is to be submitted. */
  readonly stopping: AbortSignal
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
  /** A job that was on its way when its process died: look for it, unless this process is at it. */
  unconfirm(id: string): Promise<void>
  /** Pass on that a job should stop. Trouble is told, not thrown. */
  stopAtProvider(record: JobRecord): Promise<void>
  /** This job already runs: others with its key wait for it. */
  occupy(record: JobRecord): void
  /** The job is over: the next one with its key may go. */
  release(id: string): Promise<void>
}

/** A submit that takes longer may have been lost: a person can decide, and a late reply still counts. */
const SUBMIT_WITHIN_MS = 10 * 60_000

export function createSubmitter(options: SubmitterOptions): Submitter {
  const { store, writer, clock, random, accounts, contextOf, background, stopping, giveUp } = options
  const { onAccepted, onTrouble } = options
  const reconcile = createReconciler({ store, writer, clock })
  const stage = createStager({ store, clock, random, onTrouble })
  const turns = createTurns()
  /** How many pieces of work are under way for a job: a retry may overtake a look. */
  const busy = new Map<string, number>()

  /** @param isAgain - A submit has left before, and nobody knows what became of it. */
  async function send(
    claimed: JobRecord,
    bound: BoundOperation,
    bring: Bring,
    isAgain: boolean,
  ): Promise<void> {
    const { id } = claimed.job
    const context = { ...contextOf(bound.account, claimed.owner, giveUp), jobId: id }
    const outcome = await sendOnce(claimed, bound, bring, context)
    if ('ref' in outcome) {
      const accepted = await writer.insist(id, { status: 'queued', position: null }, outcome)
      onAccepted(accepted, bound)
      if (accepted.cancelRequested) await submitter.stopAtProvider(accepted)
    } else if (isRefusal(outcome.thrown)) {
      if (isAboutTheAccount(outcome.thrown)) onTrouble(bound.account.id, outcome.thrown)
      // This one was not taken, which says nothing of the one before.
      if (isAgain) await look(id, bound, claimed.owner)
      else if (!(await wasSentSince(claimed)))
        await writer.insist(id, { status: 'failed', error: outcome.thrown.toJSON() })
    } else {
      onTrouble(bound.account.id, outcome.thrown)
      await look(id, bound, claimed.owner)
    }
  }

  /** A person may have dared again while this submit hung: then it is no longer the one that decides. */
  async function wasSentSince({ job: { id }, submittedAt }: JobRecord): Promise<boolean> {
    const stored = await store.get(id).catch(() => null)
    return stored !== null && stored.submittedAt !== submittedAt
  }

  async function sendOnce(
    { job: { id }, input }: JobRecord,
    { operation }: BoundOperation,
    bring: Bring,
    context: Omit<SubmitContext<unknown>, 'staged'>,
  ): Promise<{ ref: Ref } | { thrown: unknown }> {
    const callOff = clock.after(SUBMIT_WITHIN_MS, () => {
      background.run(writer.insist(id, { status: 'unconfirmed', since: clock.now() }))
    })
    try {
      const ref: Ref | null | undefined = await operation.submit(input, {
        ...context,
        staged: await bring(context),
      })
      if (ref === null || ref === undefined)
        throw new JobError('provider-protocol', 'The submit gave no ref.')
      return { ref }
    } catch (thrown) {
      return { thrown }
    } finally {
      callOff()
    }
  }

  async function look(id: string, bound: BoundOperation, owner: string): Promise<void> {
    const { job } = await writer.insist(id, { status: 'unconfirmed', since: clock.now() })
    if (job.status !== 'unconfirmed') return
    const context = contextOf(bound.account, owner)
    const found = await reconcile(id, bound, context, (thrown) => onTrouble(bound.account.id, thrown))
    if (!found) return
    onAccepted(found, bound)
    if (found.cancelRequested) await submitter.stopAtProvider(found)
  }

  /** Marks a job as under way in this process for as long as `work` takes. */
  async function whileBusy(id: string, work: () => Promise<void>): Promise<void> {
    busy.set(id, (busy.get(id) ?? 0) + 1)
    try {
      await work()
    } finally {
      const left = (busy.get(id) ?? 1) - 1
      if (left > 0) busy.set(id, left)
      else busy.delete(id)
    }
  }

  /** Bring the input files there while the job is still `pending`, so that nothing can be lost yet. */
  async function stageAndSend(record: JobRecord, bound: BoundOperation): Promise<void> {
    const { id } = record.job
    const staged = await stage(record, bound, contextOf(bound.account, record.owner))
    if (staged !== null && 'value' in staged) await claimAndSend(record, bound, async () => staged.value)
    else if (staged !== null) await writer.claim(record, { status: 'failed', error: staged.error.toJSON() })
    else turns.release(id)
  }

  /** `submitting` is stored before the first byte leaves that may cost something. */
  async function claimAndSend(record: JobRecord, bound: BoundOperation, bring: Bring): Promise<JobRecord> {
    const { id } = record.job
    const learned = { submittedAt: clock.now(), cancelRequested: false }
    const claimed = await writer.claim(record, { status: 'submitting' }, learned).catch((thrown: unknown) => {
      turns.release(id)
      throw thrown
    })
    if (!claimed) {
      // Somebody else moved it: to another phase of its turn, or out of it.
      const { job } = (await store.get(id)) ?? record
      if (job.status === 'pending' || job.status === 'canceled') turns.release(id)
      return record
    }
    const isAgain = record.job.status === 'unconfirmed'
    background.run(whileBusy(id, () => send(claimed, bound, bring, isAgain)))
    return claimed
  }

  const submitter: Submitter = {
    async submit(record) {
      const { id, operation: operationId } = record.job
      const bound = accounts.operation(operationId)
      const { operation } = bound
      if (stopping.aborted || !turns.take(record.exclusive, id)) return record
      if (operation.stage && record.job.status === 'pending') {
        if (!busy.has(id)) background.run(whileBusy(id, () => stageAndSend(record, bound)))
        return record
      }
      // Sent again by a person: it stands as `submitting` from the start, which it may well be at the provider.
      return claimAndSend(
        record,
        bound,
        async (context) => (await operation.stage?.(record.input, context)) ?? null,
      )
    },

    async unconfirm(id) {
      const record = await store.get(id)
      if (!record || busy.has(id)) return
      const bound = accounts.operation(record.job.operation)
      await whileBusy(id, () => look(id, bound, record.owner))
    },

    async stopAtProvider({ job, owner, ref }) {
      const { account, operation } = accounts.operation(job.operation)
      const { job: asked } = await writer.insist(job.id, { status: 'canceling' })
      if (asked.status !== 'canceling' || ref === null) return
      try {
        const stopped = await operation.cancel?.(ref, contextOf(account, owner))
        if (stopped) await writer.insist(job.id, { status: 'canceled' })
      } catch (thrown) {
        onTrouble(account.id, thrown)
      }
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

/** Gives what `submit` needs of the input files. */
type Bring = (context: Omit<SubmitContext<unknown>, 'staged'>) => Promise<Json>

/** Not about this one job: an operator should hear of it. */
const isAboutTheAccount = ({ code, retryable }: JobError) => retryable || code === 'credentials-refused'
