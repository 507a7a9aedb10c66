import { concatenate } from '../concatenate.ts'
import { HttpError } from '../http/http-error.ts'
import { empty, type Reply } from '../http/reply.ts'
import type { Exchange } from '../http/router.ts'
import { contentFrom, OBJECT_LIMIT } from './content.ts'
import type { StoredObject, UploadSession } from './state.ts'

/** An unfinished upload keeps whole pieces of this many bytes; the rest of a cut chunk is sent again. */
const GRANULE = 256 * 1024

/**
 * A PUT to a resumable session: the whole object, a chunk with `Content-Range`, or the question how much arrived
 * (an empty body with `bytes` and a star). Unfinished uploads answer 308 with the `Range` that was kept.
 *
 * @see Google Cloud Storage, "Performing resumable uploads" (public documentation)
 */
export async function resume(
  session: UploadSession,
  object: StoredObject,
  exchange: Exchange,
): Promise<Reply> {
  const header = exchange.headers['content-range']
  const range = parseContentRange(header)
  if (session.complete) return empty(200)
  if (range.total !== null) session.total = range.total
  if (range.kind === 'question') {
    if (session.total === session.received.byteLength) return finish(session, object)
    return incomplete(session)
  }

  const kept = session.received.byteLength
  if (range.first > kept)
    throw new HttpError(400, `The chunk begins at byte ${range.first}, but ${kept} bytes have arrived.`)
  const chunks: Uint8Array[] = [session.received.subarray(0, range.first)]
  const whole = await collect(chunks, exchange)
  const arrived = concatenate(chunks)
  const end = range.kind === 'whole' ? arrived.byteLength : (range.last ?? 0) + 1
  // A line that broke proves nothing about the end: keep the pieces and let the client ask.
  if (whole && arrived.byteLength !== end)
    throw new HttpError(400, `The body does not have the length that ${header} says.`)
  const total = range.kind === 'whole' ? arrived.byteLength : session.total
  if (whole && arrived.byteLength === total) {
    session.received = arrived
    return finish(session, object)
  }
  const pieces = arrived.byteLength - (arrived.byteLength % GRANULE)
  session.received = pieces > kept ? arrived.slice(0, pieces) : session.received
  return incomplete(session)
}

function finish(session: UploadSession, object: StoredObject): Reply {
  object.content = contentFrom(session.received)
  session.received = new Uint8Array()
  session.complete = true
  return empty(200)
}

function incomplete(session: UploadSession): Reply {
  const kept = session.received.byteLength
  return empty(308, kept === 0 ? {} : { range: `bytes=0-${kept - 1}` })
}

/** Add what arrives to `chunks`. @returns Whether the body came to its end. */
async function collect(chunks: Uint8Array[], exchange: Exchange): Promise<boolean> {
  let size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  try {
    for await (const chunk of exchange.chunks()) {
      size += chunk.byteLength
      if (size > OBJECT_LIMIT)
        throw new HttpError(413, `An object has at most ${OBJECT_LIMIT} bytes.`, { connection: 'close' })
      chunks.push(chunk)
    }
    return true
  } catch (error) {
    if (error instanceof HttpError) throw error
    return false
  }
}

type ContentRange =
  | { readonly kind: 'whole'; readonly first: 0; readonly total: null }
  | { readonly kind: 'chunk'; readonly first: number; readonly last: number; readonly total: number | null }
  | { readonly kind: 'question'; readonly total: number | null }

function parseContentRange(header: string | undefined): ContentRange {
  if (header === undefined) return { kind: 'whole', first: 0, total: null }
  const match = /^bytes (?:\*|(\d+)-(\d+))\/(?:\*|(\d+))$/.exec(header.trim())
  if (!match) throw new HttpError(400, 'The header Content-Range is not understood.')
  const [, first, last, size] = match
  const total = size === undefined ? null : Number(size)
  if (first === undefined || last === undefined) return { kind: 'question', total }
  const chunk = { kind: 'chunk', first: Number(first), last: Number(last), total } as const
  if (chunk.last < chunk.first || (total !== null && chunk.last >= total))
    throw new HttpError(400, 'The header Content-Range contradicts itself.')
  return chunk
}
