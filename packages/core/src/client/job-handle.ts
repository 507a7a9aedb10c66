import type { InteropObservable } from 'rxjs'
import { JobError } from '../errors.ts'
import { latest, type JobSnapshot } from '../job.ts'
import { isTerminal, type JobStatus } from '../phase.ts'
import type { Follow } from './follow.ts'
import { interopOf } from './interop.ts'
import { jobProgress } from './job-progress.ts'
import type { LineState } from './line.ts'
import { createStore, type Subscribable } from './store.ts'

/** How well we know what we show. Not the job's business. `idle`: nothing is being followed. */
export type Connection = 'idle' | LineState

/** All that a component shows of a job, at one moment. Immutable. */
export interface JobState<Job extends JobSnapshot = JobSnapshot> {
  /** The newest snapshot; null before a job was started or heard of. */
  readonly job: Job | null
  readonly status: JobStatus | 'idle'
  /** Fraction from 0 to 1 while running or collecting, 1 when succeeded; null when nobody can tell. */
  readonly progress: number | null
  /** Why the last request was refused or got no answer. A job that failed is no error here: see `job`. */
  readonly error: JobError | null
  readonly connection: Connection
}

/**
 * One place in a user interface that shows a job: any job of one operation, one at a time. The verbs
 * reject with the JobError that the state shows; nobody has to catch it.
 */
export interface JobHandle<Job extends JobSnapshot = JobSnapshot, Input = unknown>
  extends Subscribable<JobState<Job>>, InteropObservable<JobState<Job>> {
  /**
   * Start a job and show it. The same input while it is on its way, or within a second of its answer,
   * is a double click: the same promise. After a start that got no answer, the same input is the same
   * job, so nothing is charged twice.
   */
  start(input: Input): Promise<Job>
  /** Show a job that was started before. */
  follow(id: string): void
  /** Ask the provider to stop. A start that is on its way is waited for. */
  cancel(): Promise<Job>
  /** Submit an `unconfirmed` job again, knowing that it may be charged twice. */
  retry(): Promise<Job>
  /** Stop following an `unconfirmed` job. */
  abandon(): Promise<Job>
  /** Show nothing again. The job goes on. */
  reset(): void
}

export type Verb = 'cancel' | 'retry' | 'abandon'

export interface JobTransport {
  newId(): string
  /** ms since the Unix epoch. */
  now(): number
  start(operation: string, input: unknown, id: string): Promise<JobSnapshot>
  act(verb: Verb, id: string): Promise<JobSnapshot>
  readonly follow: Follow
}

/** How long after its answer the same input still belongs to the click that started it, in ms. */
const SAME_CLICK_MS = 1_000

/** Nothing started yet. Also what a server renders. */
export const IDLE_JOB: JobState<never> = {
  job: null,
  status: 'idle',
  progress: null,
  error: null,
  connection: 'idle',
}

/** Follows its job only while somebody listens. */
export function createJobHandle(
  { newId, now, start, act, follow }: JobTransport,
  operation: string,
): JobHandle {
  const store = createStore<JobState>(IDLE_JOB, { onFirst: attach, onLast: detach })
  let followed: string | null = null
  let leave: (() => void) | null = null
  /** Grows whenever another job is to be shown: what an earlier one still answers is not. */
  let turn = 0
  let starting: Start | null = null
  /** The start of the job that is shown, as long as nothing else was asked for since. */
  let started: (Start & { readonly at: number }) | null = null
  /** A start that got no answer: it may have arrived. */
  let unanswered: { readonly body: string; readonly id: string } | null = null

  function set(patch: Partial<Pick<JobState, 'job' | 'error' | 'connection'>>): void {
    const { job, error, connection } = { ...store.getSnapshot(), ...patch }
    store.set({ job, status: job?.status ?? 'idle', progress: job && jobProgress(job), error, connection })
  }

  const isWorthFollowing = (job: JobSnapshot | null) =>
    followed !== null && store.isWatched() && !(job && isTerminal(job))

  function attach(): void {
    const { job } = store.getSnapshot()
    if (leave || followed === null || !isWorthFollowing(job)) return
    set({ connection: 'connecting' })
    leave = follow(followed, job, {
      onJob: (next) => set({ job: next }),
      onConnection: (connection) => set({ connection }),
      onEnd(error) {
        leave = null
        set({ connection: 'idle', ...(error && { error }) })
      },
    })
  }

  function detach(): void {
    leave?.()
    leave = null
    set({ connection: 'idle' })
  }

  /** Turn to another job, or to none. */
  function turnTo(id: string | null, job: JobSnapshot | null): void {
    turn++
    starting = null
    started = null
    followed = id
    leave?.()
    leave = null
    set({ job, error: null, connection: isWorthFollowing(job) ? 'connecting' : 'idle' })
    attach()
  }

  async function launch(input: unknown, body: string, id: string): Promise<JobSnapshot> {
    const mine = ++turn
    started = null
    leave?.()
    leave = null
    set({ error: null, connection: 'connecting' })
    try {
      const job = await start(operation, input, id)
      if (mine === turn) {
        const answered = starting
        turnTo(id, job)
        started = answered && { ...answered, at: now() }
      }
      return job
    } catch (thrown) {
      const error = JobError.from(thrown)
      if (mine === turn) {
        starting = null
        if (mayHaveArrived(error)) unanswered = { body, id }
        set({ error, connection: 'idle' })
        attach()
      }
      throw error
    }
  }

  async function perform(verb: Verb): Promise<JobSnapshot> {
    let id: string | null = null
    try {
      id = starting ? (await starting.job).id : followed
      started = null
      if (id === null) throw new JobError('conflict', `There is no job to ${verb} yet.`)
      const job = await act(verb, id)
      if (followed === id) set({ job: latest(store.getSnapshot().job, job), error: null })
      return job
    } catch (thrown) {
      const error = JobError.from(thrown)
      if (followed === id) set({ error })
      throw error
    }
  }

  /** A second click is meant only once a person has seen what became of the first. */
  function sameClick(body: string): Start | null {
    if (starting?.body === body) return starting
    if (started?.body !== body || store.getSnapshot().status === 'failed') return null
    // A clock that was put back must not hold the button for an hour.
    return Math.abs(now() - started.at) < SAME_CLICK_MS ? started : null
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    start(input) {
      const body = JSON.stringify([input])
      const same = sameClick(body)
      if (same) return same.job
      const id = unanswered?.body === body ? unanswered.id : newId()
      unanswered = null
      const job = quiet(launch(input, body, id))
      starting = { body, job }
      return job
    },
    follow(id) {
      const { job, error } = store.getSnapshot()
      const isShown = id === followed && starting === null
      if (!isShown || error) turnTo(id, id === followed ? job : null)
    },
    cancel: () => quiet(perform('cancel')),
    retry: () => quiet(perform('retry')),
    abandon: () => quiet(perform('abandon')),
    reset() {
      unanswered = null
      turnTo(null, null)
    },
    ...interopOf(store),
  }
}

interface Start {
  readonly body: string
  readonly job: Promise<JobSnapshot>
}

const mayHaveArrived = ({ code }: JobError) => code === 'unreachable' || code === 'internal'

/** The state shows what went wrong, so a promise that nobody waits for is no unhandled rejection. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
