import { isTerminal, type JobError, type JobSnapshot } from '@onetake/core'
import type { Engine } from '@onetake/server'
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
export function watchJob(
  engine: Engine,
  id: string,
  { json = false, timeout }: WatchOptions,
  { stdout, stderr, signal }: Terminal,
): Promise<Watched> {
  const line = createProgressLine(stderr)
  return new Promise((done, fail) => {
    let last: JobSnapshot | null = null
    let trouble: JobError | null = null
    let patience: NodeJS.Timeout | undefined

    const watching = engine.watch(id, VIEWER).subscribe({
      next(job) {
        last = job
        if (json) stdout.write(`${JSON.stringify(job)}\n`)
        line.show(describeJob(job))
        clearTimeout(patience)
        if (job.status === 'unconfirmed') patience = setTimeout(leave, UNCONFIRMED_PATIENCE_MS, LOST_REPLY)
        if (isTerminal(job)) end('')
      },
      error: fail,
    })
    const troubles = engine.troubles.subscribe(({ account, error }) => {
      trouble = error
      if (error) line.show(`${account}: ${error.message} Asking again.`)
      if (error && !error.retryable && error.code !== 'unconfirmed') leave(error.message)
    })
    const limit = timeout && setTimeout(() => leave(`It took longer than ${timeout} s.`), timeout * 1000)
    const detach = () => leave('Detached.')
    signal.addEventListener('abort', detach)
    if (signal.aborted) detach()

    function leave(reason: string): void {
      const because = trouble && reason !== trouble.message ? `${reason} ${trouble.message}` : reason
      end(because)
    }

    function end(leftBecause: string): void {
      clearTimeout(patience)
      clearTimeout(limit || undefined)
      signal.removeEventListener('abort', detach)
      queueMicrotask(() => {
        watching.unsubscribe()
        troubles.unsubscribe()
        line.clear()
        if (last) done({ job: last, leftBecause })
        else engine.get(id, VIEWER).then((job) => done({ job, leftBecause }), fail)
      })
    }
  })
}

const LOST_REPLY = 'The reply to the submit was lost, and the job was not found at the provider yet. It may have been charged.'
