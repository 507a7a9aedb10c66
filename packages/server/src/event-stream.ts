import type { JobSnapshot } from '@onetake/core'
import type { Observable } from 'rxjs'

/** A line that is silent for longer than this counts as dead on the way; a comment keeps it alive. */
export const HEARTBEAT_MS = 15_000
/** What may wait for a reader that does not read, in bytes. Past it, the line is cut; a client comes back. */
export const MOST_PENDING_BYTES = 65_536

/**
 * Snapshots as a `text/event-stream`: one message each, and a comment now and then so that everyone
 * on the way knows the line is alive.
 */
export function toEventStream(
  snapshots: Observable<JobSnapshot>,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let end: () => void
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const send = (text: string) => {
          controller.enqueue(encoder.encode(text))
          if ((controller.desiredSize ?? 0) <= 0) close()
        }
        const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
        end = () => {
          clearInterval(heartbeat)
          subscription.unsubscribe()
          signal.removeEventListener('abort', close)
        }
        const close = () => {
          end()
          controller.close()
        }
        send(': open\n\n')
        const subscription = snapshots.subscribe({
          next: (job) => send(`data: ${JSON.stringify(job)}\n\n`),
          error: (error) => {
            end()
            controller.error(error)
          },
        })
        signal.addEventListener('abort', close)
      },
      cancel: () => end(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_PENDING_BYTES }),
  )
}
