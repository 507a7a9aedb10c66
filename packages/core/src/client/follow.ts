import { Subscription, type Observable } from 'rxjs'
import { JobError } from '../errors.ts'
import { latest, type JobSnapshot } from '../job.ts'
import { isTerminal } from '../phase.ts'
import type { Frame, LineState } from './line.ts'

export interface Follower {
  /** A newer snapshot. */
  onJob(job: JobSnapshot): void
  /** How well the newest snapshot is known. `live`: it was asked for, and every change will be heard. */
  onConnection(state: LineState): void
  /** Nothing follows: the job is over (null), or it cannot be followed by us: `not-found`, `unauthorized`. */
  onEnd(error: JobError | null): void
}

interface FollowOptions {
  readonly line: Observable<Frame>
  ask(id: string, signal: AbortSignal): Promise<JobSnapshot>
  /** How long to wait after so many failures in a row, in ms. */
  delayMs(failures: number): number
}

/**
 * Follow one job: ask for it, listen to the line, and ask again whenever the line is back, for the
 * job may have moved while it was down. Trouble on the way ends nothing. Where no stream gets
 * through at all, each failed attempt to open one still asks for the job.
 *
 * @param known - The newest snapshot there is, if any: saves the first question.
 * @returns What stops following. The job goes on.
 */
export type Follow = (id: string, known: JobSnapshot | null, follower: Follower) => () => void

export const createFollow =
  (options: FollowOptions): Follow =>
  (id, known, follower) =>
    followJob(id, known, options, follower)

function followJob(
  id: string,
  known: JobSnapshot | null,
  { line, ask, delayMs }: FollowOptions,
  follower: Follower,
): () => void {
  const asking = new AbortController()
  const { signal } = asking
  const listening = new Subscription()
  let isUp = false
  let question = 0
  let failures = 0
  let again: ReturnType<typeof setTimeout> | undefined

  const leave = () => {
    asking.abort()
    clearTimeout(again)
    listening.unsubscribe()
  }
  const end = (error: JobError | null) => {
    if (signal.aborted) return
    leave()
    follower.onEnd(error)
  }
  const learn = (job: JobSnapshot) => {
    const newest = latest(known, job)
    if (newest === known) return
    known = newest
    follower.onJob(newest)
    if (isTerminal(newest)) end(null)
  }

  async function inquire(): Promise<void> {
    const mine = ++question
    clearTimeout(again)
    try {
      const job = await ask(id, signal)
      if (signal.aborted) return
      learn(job)
      if (mine !== question || signal.aborted) return
      failures = 0
      if (isUp) follower.onConnection('live')
    } catch (thrown) {
      if (mine !== question || signal.aborted) return
      const error = JobError.from(thrown)
      if (error.code === 'not-found' || error.code === 'unauthorized') return end(error)
      follower.onConnection('lost')
      // With the line down as well, the line's own attempts set the pace.
      if (isUp) again = setTimeout(inquire, delayMs(failures++))
    }
  }

  /** Adding to what is over already unsubscribes at once. */
  const listen = () =>
    listening.add(
      line.subscribe({
        next(frame) {
          if (typeof frame === 'object') {
            if (frame.id === id) learn(frame)
            return
          }
          isUp = frame === 'live'
          if (!isUp) follower.onConnection(frame)
          if (frame !== 'connecting') void inquire()
        },
        error: end,
      }),
    )

  if (known === null) void inquire().then(() => signal.aborted || listen())
  else listen()
  return leave
}
