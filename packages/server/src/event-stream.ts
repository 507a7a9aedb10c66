import type { JobSnapshot } from '@onetake/core'
import { Subscription, type Observable } from 'rxjs'

/** A line that is silent for longer than this counts as dead on the way; a comment keeps it alive. */
export const HEARTBEAT_MS = 15_000
/**
 * What may wait for a reader that does not read, in bytes, besides the jobs that a stream begins with.
 * Past it, the line is cut; a client comes back.
 */
export const MOST_PENDING_BYTES = 65_536

/** What one viewer is told. */
export interface ViewerEvents {
  /** Every change from now on. Hot. */
  readonly changes: Observable<JobSnapshot>
  /** Their active jobs as they stand: once. */
  readonly active: Observable<readonly JobSnapshot[]>
}

/**
 * Snapshots as a `text/event-stream`: one message each, and a comment now and then so that everyone
 * on the way knows the line is alive.
 */
export function toEventStream(
  { changes, active }: ViewerEvents,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  const messageOf = (job: JobSnapshot) => encoder.encode(`data: ${JSON.stringify(job)}\n\n`)
  // Not counted: a viewer with many jobs would be cut at the beginning, each time they come back.
  const opening = new WeakSet<Uint8Array>()
  const listening = new Subscription()
  return new ReadableStream(
    {
      start(controller) {
        const close = () => {
          listening.unsubscribe()
          controller.close()
        }
        const fail = (error: unknown) => {
          listening.unsubscribe()
          controller.error(error)
        }
        const send = (message: Uint8Array<ArrayBuffer>) => {
          controller.enqueue(message)
          if ((controller.desiredSize ?? 0) <= 0) fail(new Error('The reader does not read.'))
        }
        const open = (jobs: readonly JobSnapshot[]) => {
          for (const job of jobs) {
            const message = messageOf(job)
            opening.add(message)
            controller.enqueue(message)
          }
        }
        controller.enqueue(encoder.encode(': open\n\n'))
        // The other side may have left while we found out who it is.
        if (signal.aborted) return close()
        signal.addEventListener('abort', close)
        listening.add(() => signal.removeEventListener('abort', close))
        const heartbeat = setInterval(() => send(encoder.encode(': still here\n\n')), HEARTBEAT_MS)
        listening.add(() => clearInterval(heartbeat))
        listening.add(changes.subscribe({ next: (job) => send(messageOf(job)), error: fail }))
        listening.add(active.subscribe({ next: open, error: fail }))
      },
      cancel: () => listening.unsubscribe(),
    },
    { highWaterMark: MOST_PENDING_BYTES, size: (message) => (opening.has(message) ? 0 : message.byteLength) },
  )
}
