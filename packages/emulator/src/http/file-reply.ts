import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { empty, type Reply } from './reply.ts'

export interface ServedFile {
  readonly bytes: Uint8Array
  readonly contentType: string
}

/** Answer a file: whole, one byte range of it (206, 416), or "you have it" (304). ETag is the content's SHA-256. */
export function fileReply(file: ServedFile, request: IncomingHttpHeaders): Reply {
  const etag = `"${createHash('sha256').update(file.bytes).digest('hex')}"`
  const common = { 'accept-ranges': 'bytes', 'content-type': file.contentType, etag }
  if (request['if-none-match']?.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*'))
    return empty(304, common)

  const size = file.bytes.byteLength
  // A range of a file that has changed since would not fit to what the client holds: RFC 9110, If-Range.
  const sameFile = request['if-range'] === undefined || request['if-range'] === etag
  const range = sameFile ? parseRange(request.range, size) : null
  if (range === null) return { status: 200, headers: common, body: file.bytes }
  if (range === 'unsatisfiable') return empty(416, { ...common, 'content-range': `bytes */${size}` })
  return {
    status: 206,
    headers: { ...common, 'content-range': `bytes ${range.first}-${range.last}/${size}` },
    body: file.bytes.subarray(range.first, range.last + 1),
  }
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
