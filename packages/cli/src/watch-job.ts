import { isTerminal, type JobSnapshot } from '@onetake/core'
import type { Engine } from '@onetake/server'
import {
  EMPTY,
  filter,
  fromEvent,
  lastValueFrom,
  map,
  merge,
  of,
  share,
  switchMap,
  take,
  takeUntil,
  tap,
  timer,
  type Observable,
} from 'rxjs'
import { createProgressLine, describeJob } from './progress-line.ts'
import type { Terminal } from './terminal.ts'
import { VIEWER } from './workbench.ts'

export interface WatchOptions {
  /** Print every snapshot as a line of JSON on stdout. */
  readonly json?: boolean
  /** Seconds; unlimited unless told. */
  readonly timeout?: number
}

/** How watching ended: with the job, or before it, and why. */
export interface Watched {
  readonly job: JobSnapshot
  /** Empty when the job is over. */
  readonly leftBecause: string
}

/** How long a lost reply is looked for before it is left for later. */
const UNCONFIRMED_PATIENCE_MS = 120_000

/** Show a job until it is over, a person leaves, or nothing more can be found out. */
export async function watchJob(
  engine: Engine,
  id: string,
  { json = false, timeout }: WatchOptions,
  { stdout, stderr, signal }: Terminal,
): Promise<Watched> {
  const line = createProgressLine(stderr)
  const jobs = engine.watch(id, VIEWER).pipe(share())
  const troubles = engine.troubles.pipe(
    map(({ error }) => error),
    filter((error) => error !== null),
    tap(({ message }) => line.show(`${message} Asking again.`)),
  )
  let leftBecause = ''
  const leave = merge(
    signal.aborted ? of('Detached.') : fromEvent(signal, 'abort').pipe(map(() => 'Detached.')),
    timeout === undefined ? EMPTY : after(timeout * 1000, `It took longer than ${timeout} s.`),
    jobs.pipe(
      switchMap(({ status }) => (status === 'unconfirmed' ? after(UNCONFIRMED_PATIENCE_MS, LOST) : EMPTY)),
    ),
    troubles.pipe(
      filter(({ retryable, code }) => !retryable && code !== 'unconfirmed'),
      map(({ message }) => message),
    ),
  ).pipe(
    take(1),
    tap((reason) => (leftBecause = reason)),
  )
  const shown = jobs.pipe(
    tap((job) => {
      line.show(describeJob(job))
      if (json) stdout.write(`${JSON.stringify(job)}\n`)
    }),
    takeUntil(leave),
  )
  await lastValueFrom(shown, { defaultValue: null })
  line.clear()
  const job = await engine.get(id, VIEWER)
  return { job, leftBecause: isTerminal(job) ? '' : leftBecause }
}

const after = (ms: number, reason: string): Observable<string> => timer(ms).pipe(map(() => reason))

const LOST =
  'The reply to the submit was lost, and the job was not found at the provider yet. It may have been charged.'
