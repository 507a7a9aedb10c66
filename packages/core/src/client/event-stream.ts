import { createParser } from 'eventsource-parser'
import { JobError } from '../errors.ts'
import type { JobSnapshot } from '../job.ts'

export interface EventStreamOptions {
  /** It is a stream. */
  onOpen(): void
  /** Something arrived, be it a comment. */
  onBytes(): void
  onJob(job: JobSnapshot): void
  readonly signal: AbortSignal
}

/**
 * Read `GET /jobs/events` until it ends. Not with `EventSource`, which can send no headers, hides
 * the status of a refusal and the comments that show the line is alive.
 *
 * @throws Whatever the line broke with.
 */
export async function readEventStream(
  { body, headers }: Response,
  { onOpen, onBytes, onJob, signal }: EventStreamOptions,
): Promise<void> {
  if (!body || !headers.get('content-type')?.startsWith('text/event-stream')) {
    throw new JobError('unreachable', 'The server answered with something that is no event stream.')
  }
  onOpen()
  const parser = createParser({ onEvent: ({ data }) => onJob(JSON.parse(data)) })
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  const cancel = () => void reader.cancel().catch(() => {})
  signal.addEventListener('abort', cancel)
  if (signal.aborted) cancel()
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      onBytes()
      parser.feed(chunk.value)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
