import { JobError } from '@onetake/core'
import type { FileReply } from './fetch-file.ts'
import { pause } from './pause.ts'

/** A file that is being fetched, as far as it can be asked for again. */
export interface Resumable {
  /**
   * Ask for a part of the same file.
   *
   * @throws JobError Where it may be otherwise a moment later, a `retryable` one.
   */
  ask(headers: Readonly<Record<string, string>>): Promise<FileReply>
  /** Ends the waiting, too. */
  readonly signal: AbortSignal
}

/** Before each try after a break, in ms: a line is mostly there again at once, or when somebody has started something anew. */
const WAITS_MS = [100, 1_000, 3_000, 10_000]
/** A server that breaks off more often than this is not worth to be followed. */
const MOST_BREAKS = 20

/**
 * A file that goes on from where its line broke. It is asked for from there, and only as long as it is the same file: where the
 * server names it by no strong ETag, sends another range than was asked for, or the whole anew, the body fails as it would
 * have without this, and whoever wants the file begins again.
 *
 * @param response - The answer to a GET of the whole file.
 * @see RFC 9110, 13.1.5 (If-Range), 14.2 (Range) and 15.3.7 (206)
 */
export function resumable(response: Response, { ask, signal }: Resumable): Response {
  const whole = response.status === 200 ? identityOf(response.headers) : null
  if (whole === null || response.body === null) return response
  const { bytes, etag } = whole
  let reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader()
  let received = 0
  let breaks = 0
  let isUnwanted = false

  async function goOn(broken: unknown): Promise<void> {
    breaks += 1
    const rest = breaks > MOST_BREAKS ? null : await askForRest()
    signal.throwIfAborted()
    if (rest === null) throw broken
    reader = rest.getReader()
    if (isUnwanted) await reader.cancel()
  }

  /** Null where the rest is not to be had. */
  async function askForRest(): Promise<ReadableStream<Uint8Array> | null> {
    for (const waitMs of WAITS_MS) {
      await pause(waitMs, signal)
      if (signal.aborted || isUnwanted) return null
      const reply = await ask({ range: `bytes=${received}-`, 'if-range': etag }).catch(unlessLater)
      if (reply === 'later') continue
      if (reply.expired) return null
      if (isRest(reply.response)) return reply.response.body
      reply.response.body?.cancel().catch(() => {})
      return null
    }
    return null
  }

  const isRest = ({ status, headers }: Response): boolean =>
    status === 206 && headers.get('content-range') === `bytes ${received}-${bytes - 1}/${bytes}`

  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const read = await reader.read().catch((cause: unknown) => ({ broken: cause }))
          if ('broken' in read) {
            await goOn(read.broken)
            continue
          }
          if (!read.done) {
            received += read.value.byteLength
            return controller.enqueue(read.value)
          }
          if (received >= bytes) return controller.close()
          await goOn(new Error('The file ended before its end.'))
        }
      },
      cancel(reason) {
        isUnwanted = true
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(body, { headers: response.headers })
}

/** What is not to be had a moment later either is as gone as what is behind a link that has expired. */
const unlessLater = (error: unknown): FileReply | 'later' =>
  JobError.is(error) && error.retryable ? 'later' : { expired: true }

/** Null where a part of the file could not be told from a part of another. */
function identityOf(headers: Headers): { readonly bytes: number; readonly etag: string } | null {
  const bytes = Number(headers.get('content-length') ?? Number.NaN)
  const etag = headers.get('etag') ?? ''
  const isStrong = /^"[^"]*"$/.test(etag)
  // What is packed on its way has the length of the packed.
  return isStrong && Number.isSafeInteger(bytes) && !headers.has('content-encoding') ? { bytes, etag } : null
}
