import { concatenate } from '../concatenate.ts'
import { HttpError } from '../http/http-error.ts'
import { empty, type Reply } from '../http/reply.ts'
import type { Exchange } from '../http/router.ts'
import { OBJECT_LIMIT } from './content.ts'
import { type ContentRange, parseContentRange } from './content-range.ts'
import type { ContentWriter } from './spool.ts'
import type { StoredObject, UploadSession } from './state.ts'

/** An unfinished upload keeps whole pieces of this many bytes; the rest of a cut chunk is sent again. */
const GRANULE = 256 * 1024

/**
 * A PUT to a resumable session: the whole object, a chunk with `Content-Range`, or the question how much arrived
 * (an empty body with `bytes` and a star). Unfinished uploads answer 308 with the `Range` that was kept. Bytes that
 * are there already are not read again.
 *
 * @see Google Cloud Storage, "Performing resumable uploads" (public documentation)
 */
export async function resume(
  session: UploadSession,
  object: StoredObject,
  exchange: Exchange,
): Promise<Reply> {
  const range = parseContentRange(exchange.headers['content-range'])
  const { writer } = session
  if (writer === null) return empty(200)
  if (range.total !== null) session.total = range.total
  if (range.kind === 'question') {
    await writer.settled()
    return session.total === writer.sizeBytes ? finish(session, object, writer) : incomplete(writer)
  }
  session.turn += 1
  const { turn } = session
  await writer.settled()
  if (range.first > writer.sizeBytes)
    throw new HttpError(
      400,
      `The chunk begins at byte ${range.first}, but ${writer.sizeBytes} bytes have arrived.`,
    )
  const arrived = await collect(exchange, { writer, range, isCurrent: () => session.turn === turn })
  // A line that broke proves nothing about the end: keep the pieces and let the client ask.
  if (arrived === null) return incomplete(writer)
  const total = range.kind === 'whole' ? arrived.end : session.total
  if (arrived.end !== total) return incomplete(writer)
  await writer.append(arrived.rest)
  if (writer.sizeBytes !== total)
    throw new HttpError(400, `${writer.sizeBytes} bytes have arrived, not ${total}.`)
  return finish(session, object, writer)
}

async function finish(session: UploadSession, object: StoredObject, writer: ContentWriter): Promise<Reply> {
  session.writer = null
  await object.content?.discard()
  object.content = await writer.finish()
  return empty(200)
}

function incomplete({ sizeBytes }: ContentWriter): Reply {
  return empty(308, sizeBytes === 0 ? {} : { range: `bytes=0-${sizeBytes - 1}` })
}

/**
 * Write what arrives, in whole pieces.
 *
 * @returns Where the body ended within the object, and what is left over from the last whole piece; null when the line
 *   broke, or another request took over.
 * @throws HttpError for a body of another length than its range says, or beyond the limit.
 */
async function collect(
  exchange: Exchange,
  to: {
    readonly writer: ContentWriter
    readonly range: Exclude<ContentRange, { kind: 'question' }>
    readonly isCurrent: () => boolean
  },
): Promise<{ readonly end: number; readonly rest: Uint8Array } | null> {
  const { writer, range } = to
  const wanted = range.kind === 'chunk' ? range.last + 1 : OBJECT_LIMIT
  let end = range.first
  let rest: Uint8Array = new Uint8Array()
  try {
    for await (const chunk of exchange.chunks()) {
      if (!to.isCurrent()) return null
      const known = Math.max(0, writer.sizeBytes + rest.byteLength - end)
      end += chunk.byteLength
      if (end > wanted) throw tooLong(range)
      const waiting = concatenate([rest, chunk.subarray(known)])
      const pieces = waiting.byteLength - (waiting.byteLength % GRANULE)
      rest = waiting.subarray(pieces)
      if (pieces > 0) await writer.append(waiting.subarray(0, pieces))
    }
  } catch (error) {
    if (error instanceof HttpError) throw error
    return null
  }
  if (range.kind === 'chunk' && end !== wanted) throw wrongLength()
  return to.isCurrent() ? { end, rest } : null
}

function tooLong(range: ContentRange): HttpError {
  return range.kind === 'chunk'
    ? wrongLength()
    : new HttpError(413, `An object has at most ${OBJECT_LIMIT} bytes.`, { connection: 'close' })
}

function wrongLength(): HttpError {
  return new HttpError(400, 'The body does not have the length that Content-Range says.', {
    connection: 'close',
  })
}
