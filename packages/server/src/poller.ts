import {
  isTerminal,
  JobError,
  type Answer,
  type AnyOperation,
  type Context,
  type Delivery,
  type JobPhase,
  type JobRecord,
  type JobStore,
} from '@onetake/core'
import { backoffMs } from './backoff.ts'
import type { Clock } from './clock.ts'
import type { JobWriter } from './job-writer.ts'
import { pollIntervals, type Pace } from './poll-pace.ts'
import { within } from './within.ts'

export interface PollerOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
  readonly random: () => number
  readonly context: Context<unknown>
  /** How long a provider may not know a job before it counts as lost. */
  readonly lostAfterMs: number
  /** The provider is done with a job: its files can be copied. */
  readonly onDelivery: (record: JobRecord, delivery: Delivery) => void
  /** The provider could not be asked, or (null) has answered. */
  readonly onAnswer: (error: JobError | null) => void
}

/** Asks one account's provider how its jobs stand, all that are due in one question. */
export interface Poller {
  /** Ask about this job until it is over. Polling it twice is polling it once. */
  poll(id: string, operation: AnyOperation): void
  stop(): void
}

/** A question that hangs must not keep an account's other jobs waiting for ever. */
const ANSWER_WITHIN_MS = 60_000

interface Polled {
  readonly operation: AnyOperation
  dueAt: number
  /** First time in a row that the provider did not know the job, ms since the Unix epoch. */
  missingSince: number | null
  start: Pace | null
}

export function createPoller(options: PollerOptions): Poller {
  const { store, writer, clock, random, context, lostAfterMs, onDelivery, onAnswer } = options
  const polled = new Map<string, Polled>()
  let failures = 0
  let pausedUntil = 0
  let asking = false
  let stopped = false
  let callOff: () => void = () => {}

  function plan(): void {
    callOff()
    if (stopped || asking || polled.size === 0) return
    let earliest = Infinity
    for (const { dueAt } of polled.values()) earliest = Math.min(earliest, dueAt)
    callOff = clock.after(Math.max(earliest, pausedUntil) - clock.now(), () => void tick())
  }

  async function tick(): Promise<void> {
    asking = true
    try {
      for (const [status, jobs] of await dueByQuestion()) await ask(status, jobs)
    } catch (thrown) {
      onAnswer(JobError.from(thrown))
    } finally {
      asking = false
      plan()
    }
  }

  /** Jobs whose operations share one `status` function are one question. */
  async function dueByQuestion(): Promise<Map<Status, Due[]>> {
    const questions = new Map<Status, Due[]>()
    const now = clock.now()
    for (const [id, entry] of polled) {
      if (entry.dueAt > now) continue
      const record = await store.get(id)
      if (!record || record.ref === null || record.delivery !== null || isTerminal(record.job)) {
        polled.delete(id)
        continue
      }
      const { status } = entry.operation
      const question = questions.get(status) ?? []
      question.push({ record, entry })
      questions.set(status, question)
    }
    return questions
  }

  async function ask(status: Status, jobs: readonly Due[]): Promise<void> {
    const everyMs = jobs.reduce((longest, { entry }) => Math.max(longest, entry.operation.pollEveryMs), 0)
    try {
      const refs = jobs.map(({ record }) => record.ref)
      const answers = await within(clock, ANSWER_WITHIN_MS, context.signal, (signal) =>
        status(refs, { ...context, signal }),
      )
      onAnswer(null)
      failures = 0
      for (const [index, due] of jobs.entries()) {
        await learn(
          due,
          answers[index] ?? new JobError('provider-protocol', 'The provider told of fewer jobs.'),
        )
      }
    } catch (thrown) {
      if (stopped) return
      const error = JobError.from(thrown)
      pausedUntil = clock.now() + Math.max(error.retryAfterMs ?? 0, backoffMs(everyMs, failures, random))
      failures += 1
      onAnswer(error)
    }
  }

  async function learn({ record, entry }: Due, answer: Answer): Promise<void> {
    const { id } = record.job
    const after = JobError.is(answer) ? await missed(record, entry, answer) : await fold(record, answer)
    if (!JobError.is(answer)) entry.missingSince = null
    if (isTerminal(after)) {
      polled.delete(id)
      return
    }
    const now = clock.now()
    if (after.status === 'running' && after.progress !== null) {
      entry.start ??= { progress: after.progress, at: now }
    }
    const { pollEveryMs } = entry.operation
    entry.dueAt = onGrid(now, pollEveryMs, pollIntervals(after, pollEveryMs, now, entry.start))
  }

  async function fold(record: JobRecord, report: Exclude<Answer, JobError>): Promise<JobPhase> {
    const { id } = record.job
    if (report.status === 'succeeded') {
      onDelivery(record, report.output)
      return record.job
    }
    // Services without a word for "canceled" call it a failure; the person asked for exactly this.
    const obeyed = report.status === 'failed' && record.job.status === 'canceling'
    return (await writer.advance(id, obeyed ? { status: 'canceled' } : report)).job
  }

  async function missed(record: JobRecord, entry: Polled, error: JobError): Promise<JobPhase> {
    if (error.code !== 'lost') {
      onAnswer(error)
      return record.job
    }
    const now = clock.now()
    entry.missingSince ??= now
    if (record.job.status === 'canceling') {
      return (await writer.advance(record.job.id, { status: 'canceled' })).job
    }
    if (now - entry.missingSince < lostAfterMs) return record.job
    return (await writer.advance(record.job.id, { status: 'failed', error: error.toJSON() })).job
  }

  return {
    poll(id, operation) {
      if (polled.has(id)) return
      const dueAt = onGrid(clock.now(), operation.pollEveryMs, 1)
      polled.set(id, { operation, dueAt, missingSince: null, start: null })
      plan()
    },
    stop() {
      stopped = true
      callOff()
    },
  }
}

type Status = AnyOperation['status']

interface Due {
  readonly record: JobRecord
  readonly entry: Polled
}

/** All jobs of an account come due at the same moments, so that one question tells of many. */
const onGrid = (now: number, everyMs: number, intervals: number) =>
  (Math.floor(now / everyMs) + intervals) * everyMs
