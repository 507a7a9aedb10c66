import { isTerminal, JobError, type Context, type JobRecord, type JobStore } from '@onetake/core'
import type { BoundOperation } from './accounts.ts'
import { wait, type Clock } from './clock.ts'
import type { JobWriter } from './job-writer.ts'
import { within } from './within.ts'

export interface ReconcilerOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
}

/** When to look for the job of a lost reply, in ms after the look before. */
const LOOK_AFTER_MS: readonly number[] = [2_000, 5_000, 15_000, 30_000]
const LAST_LOOK_AFTER_MS = 60_000
/** A look that takes longer is given up, and made again later. */
const LOOK_WITHIN_MS = 60_000
/** A provider's list may lag behind: before this long after the submit, `absent` is not believed. */
const BELIEVE_ABSENT_AFTER_MS = 60_000

/** Finds out what became of a submit whose reply was lost, where the provider can tell. */
export function createReconciler({ store, writer, clock }: ReconcilerOptions) {
  /** For each account, the look that is under way: two jobs that look alike must not find the same one. */
  const looking = new Map<string, Promise<unknown>>()

  /**
   * Look until the job is found, known to be absent, or no longer `unconfirmed`. A provider that
   * cannot tell leaves it to a person.
   *
   * @returns The job with its ref, when it was found.
   */
  return async function reconcile(
    id: string,
    bound: BoundOperation,
    context: Context<unknown>,
    onTrouble: (thrown: unknown) => void,
  ): Promise<JobRecord | null> {
    for (let look = 0; ; look += 1) {
      await wait(clock, LOOK_AFTER_MS[look] ?? LAST_LOOK_AFTER_MS, context.signal)
      if (context.signal.aborted) return null
      const { id: account } = bound.account
      const outcome = (looking.get(account) ?? Promise.resolve()).then(() => lookOnce(id, bound, context))
      looking.set(
        account,
        outcome.catch(() => {}),
      )
      try {
        const found = await outcome
        if (found !== 'look again') return found
      } catch (thrown) {
        onTrouble(thrown)
      }
    }
  }

  /** Whatever is learned counts only if nobody has decided meanwhile. */
  async function lookOnce(
    id: string,
    { operation, account }: BoundOperation,
    context: Context<unknown>,
  ): Promise<JobRecord | null | 'look again'> {
    const record = await store.get(id)
    if (record?.job.status !== 'unconfirmed' || !operation.find) return null
    const submittedAt = timeOf(record)
    const before = await elsewhere(id, account.id)
    const others = before.filter(mayBeThere)
    const attempt = {
      jobId: id,
      input: record.input,
      submittedAt,
      claimed: before.flatMap(({ ref }) => (ref === null ? [] : [ref])),
      others: others.map(timeOf),
    }
    const found = await within(
      clock,
      LOOK_WITHIN_MS,
      context.signal,
      async (signal) => operation.find?.(attempt, { ...context, signal }) ?? 'unknowable',
    )
    // What is under way ends, and then it is known whose is whose.
    if (found === 'unknowable') return others.some(isUnderWay) ? 'look again' : null
    if (found !== 'absent') {
      // What was submitted, or was given its handle, while we asked may be what we have found.
      const isLatecomer = (one: JobRecord) => isSent(one) && !before.some((known) => isSameStep(known, one))
      if ((await elsewhere(id, account.id)).some(isLatecomer)) return 'look again'
      return writer.claim(record, { status: 'queued', position: null }, { ref: found })
    }
    if (clock.now() - submittedAt < BELIEVE_ABSENT_AFTER_MS) return 'look again'
    // The last submit did not arrive. One before it, which a person has dared again, may have.
    if (await wasSentBefore(id)) return null
    await writer.claim(record, { status: 'failed', error: NOT_ARRIVED.toJSON() })
    return null
  }

  async function wasSentBefore(id: string): Promise<boolean> {
    const submits = (await store.history(id)).filter(({ status }) => status === 'submitting')
    return submits.length > 1
  }

  /** The other jobs of an account. */
  async function elsewhere(id: string, provider: string): Promise<readonly JobRecord[]> {
    const records = await store.list({})
    return records.filter(({ job }) => job.id !== id && job.operation.startsWith(`${provider}.`))
  }
}

/** Whether the provider may have this job, under a handle that we do not know. */
const mayBeThere = (record: JobRecord): boolean =>
  isSent(record) && record.ref === null && (!isTerminal(record.job) || wasAbandoned(record))

const isSent = ({ submittedAt }: JobRecord): boolean => submittedAt !== null

const wasAbandoned = ({ job }: JobRecord): boolean =>
  job.status === 'failed' && job.error.code === 'abandoned'

/** Whether nothing was sent, and no handle came, between the one and the other. */
const isSameStep = (one: JobRecord, other: JobRecord): boolean =>
  one.job.id === other.job.id &&
  one.submittedAt === other.submittedAt &&
  (one.ref === null) === (other.ref === null)

const isUnderWay = ({ job }: JobRecord): boolean => job.status === 'submitting' || job.status === 'canceling'

const timeOf = ({ submittedAt, job }: JobRecord): number => submittedAt ?? job.updatedAt

const NOT_ARRIVED = new JobError(
  'not-submitted',
  'The request never reached the provider, and nothing was charged. It is safe to start again.',
)
