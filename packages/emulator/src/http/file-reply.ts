import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { empty, type Reply } from './reply.ts'

/** A file in memory, or one that is read while it is sent. */
export type ServedFile =
  | { readonly bytes: Uint8Array; readonly contentType: string }
  | { readonly content: ServedContent; readonly contentType: string }

export interface ServedContent {
  readonly sizeBytes: number
  /** Hexadecimal. */
  readonly sha256: string
  /** The bytes from `first` to `last`, both included. */
  stream(first: number, last: number): Readable
}

/** Answer a file: whole, one byte range of it (206, 416), or "you have it" (304). ETag is the content's SHA-256. */
export function fileReply(file: ServedFile, request: IncomingHttpHeaders): Reply {
  const etag = `"${'content' in file ? file.content.sha256 : createHash('sha256').update(file.bytes).digest('hex')}"`
  const common = { 'accept-ranges': 'bytes', 'content-type': file.contentType, etag }
  if (request['if-none-match']?.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*'))
    return empty(304, common)

  const size = 'content' in file ? file.content.sizeBytes : file.bytes.byteLength
  // A range of a file that has changed since would not fit to what the client holds: RFC 9110, If-Range.
  const sameFile = request['if-range'] === undefined || request['if-range'] === etag
  const range = sameFile ? parseRange(request.range, size) : null
  if (range === null) return { status: 200, headers: common, ...part(file, 0, size - 1) }
  if (range === 'unsatisfiable') return empty(416, { ...common, 'content-range': `bytes */${size}` })
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${range.first}-${range.last}/${size}` },
    ...part(file, range.first, range.last),
  }
}

function part(file: ServedFile, first: number, last: number): Pick<Reply, 'body' | 'stream'> {
  if ('bytes' in file) return { body: file.bytes.subarray(first, last + 1) }
  const { content } = file
  return { stream: { sizeBytes: last - first + 1, open: () => content.stream(first, last) } }
}

/** The one range asked for; null (answer the whole) for none, for several, and for what is not understood. */
function parseRange(
  header: string | undefined,
  size: number,
): { readonly first: number; readonly last: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  const [, from = '', to = ''] = match ?? []
  if (!match || (from === '' && to === '')) return null
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return null
  return first >= size ? 'unsatisfiable' : { first, last }
}
