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
import type { Background } from './background.ts'
import type { Clock } from './clock.ts'
import type { JobWriter } from './job-writer.ts'
import { MOST_INTERVALS, nextPollAt, onGrid, type Pace } from './poll-pace.ts'
import { within } from './within.ts'

export interface PollerOptions {
  readonly store: JobStore
  readonly writer: JobWriter
  readonly clock: Clock
  readonly random: () => number
  readonly context: Context<unknown>
  readonly background: Background
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
  /** Somebody says that a job has moved: ask at the next opportunity, once a poll interval, as anybody may say so. */
  hasten(id: string): void
  stop(): void
}

/** A question that hangs must not keep an account's other jobs waiting for ever. */
const ANSWER_WITHIN_MS = 60_000
/** Jobs in one question, at most: enough to save requests, few enough to be answered in time. */
const MOST_AT_ONCE = 50
/** The longest an account is left alone, whatever it asks for. */
const LONGEST_PAUSE_MS = 5 * 60_000
/** The first wait when our own store cannot be read. */
const FIRST_PAUSE_MS = 1_000

const NO_ANSWER = new JobError('provider-protocol', 'The provider module gave no answer about a job.')
const OTHER_NUMBER = new JobError(
  'provider-protocol',
  'The provider module answered about another number of jobs.',
)

interface Polled {
  readonly operation: AnyOperation
  dueAt: number
  /** First time in a row that the provider did not know the job, ms since the Unix epoch. */
  missingSince: number | null
  start: Pace | null
  /** When it was asked about out of turn last, ms since the Unix epoch. */
  hastenedAt: number
}

export function createPoller(options: PollerOptions): Poller {
  const { store, writer, clock, random, context, background, lostAfterMs, onDelivery, onAnswer } = options
  const polled = new Map<string, Polled>()
  let failures = 0
  let pausedUntil = 0
  let asking = false
  let stopped = false
  let callOff: () => void = () => {}

  function plan(): void {
    callOff()
    if (stopped || asking || polled.size === 0) return
    const now = clock.now()
    let earliest = Infinity
    for (const entry of polled.values()) {
      // A clock that was set back must not keep jobs waiting for as long as it went.
      entry.dueAt = Math.min(entry.dueAt, onGrid(now, entry.operation.pollEveryMs, MOST_INTERVALS + 1))
      earliest = Math.min(earliest, entry.dueAt)
    }
    pausedUntil = Math.min(pausedUntil, now + LONGEST_PAUSE_MS)
    callOff = clock.after(Math.max(earliest, pausedUntil, now) - now, () => background.run(tick()))
  }

  async function tick(): Promise<void> {
    asking = true
    try {
      for (const [status, due] of await dueByQuestion()) {
        for (let start = 0; start < due.length; start += MOST_AT_ONCE) {
          await ask(status, due.slice(start, start + MOST_AT_ONCE))
        }
      }
    } catch (thrown) {
      pause(JobError.from(thrown), FIRST_PAUSE_MS)
    } finally {
      asking = false
      plan()
    }
  }

  /** Leave the account alone for a while: as long as it asks for, or longer with every failure in a row. */
  function pause(error: JobError, everyMs: number): void {
    pausedUntil = clock.now() + Math.max(error.retryAfterMs ?? 0, backoffMs(everyMs, failures, random))
    failures += 1
    onAnswer(error)
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
    let answers: readonly (Answer | undefined)[]
    try {
      const refs = jobs.map(({ record }) => record.ref)
      answers = await within(clock, ANSWER_WITHIN_MS, context.signal, async (signal) =>
        status(refs, { ...context, signal }),
      )
    } catch (thrown) {
      if (!stopped) pause(JobError.from(thrown), everyMs)
      return
    }
    // One more or one less, and it is no longer known which answer is whose.
    if (answers.length !== jobs.length) return pause(OTHER_NUMBER, everyMs)
    failures = 0
    let trouble: JobError | null = null
    for (const [index, due] of jobs.entries()) {
      try {
        const answer = answers[index] ?? NO_ANSWER
        if (JobError.is(answer) && answer.code !== 'lost') trouble = answer
        if (JobError.is(answer) && answer.retryAfterMs !== undefined) {
          pausedUntil = Math.max(pausedUntil, clock.now() + answer.retryAfterMs)
        }
        await learn(due, answer)
      } catch (thrown) {
        trouble = JobError.from(thrown)
        due.entry.dueAt = onGrid(clock.now(), everyMs, 1)
      }
    }
    onAnswer(trouble)
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
    const { pollEveryMs: everyMs } = entry.operation
    // After a pause, the moment it was due at is long gone.
    const at = Math.max(entry.dueAt, now - everyMs)
    entry.dueAt = nextPollAt({ job: after, at, everyMs, start: entry.start })
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
    if (error.code !== 'lost') return record.job
    const { id, status } = record.job
    const now = clock.now()
    entry.missingSince ??= now
    if (now - entry.missingSince < lostAfterMs) return record.job
    const phase: JobPhase =
      status === 'canceling' ? { status: 'canceled' } : { status: 'failed', error: error.toJSON() }
    return (await writer.advance(id, phase)).job
  }

  return {
    poll(id, operation) {
      if (polled.has(id)) return
      const dueAt = onGrid(clock.now(), operation.pollEveryMs, 1)
      polled.set(id, { operation, dueAt, missingSince: null, start: null, hastenedAt: -Infinity })
      plan()
    },
    hasten(id) {
      const entry = polled.get(id)
      if (!entry) return
      const now = clock.now()
      const { pollEveryMs } = entry.operation
      const at = Math.max(now, Math.min(entry.hastenedAt, now) + pollEveryMs)
      if (at >= entry.dueAt) return
      entry.dueAt = at
      entry.hastenedAt = at
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
