import { HttpError } from '../http/http-error.ts'

/** What a PUT to a resumable session carries. Places are counted in bytes from 0, `last` is included. */
export type ContentRange =
  | { readonly kind: 'whole'; readonly first: 0; readonly total: null }
  | { readonly kind: 'chunk'; readonly first: number; readonly last: number; readonly total: number | null }
  | { readonly kind: 'question'; readonly total: number | null }

/**
 * @throws HttpError 400 for a header that is not understood or contradicts itself.
 * @see RFC 9110, section 14.4
 */
export function parseContentRange(header: string | undefined): ContentRange {
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
