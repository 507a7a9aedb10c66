import type { ByteRange } from './artifact-store.ts'
import type { ArtifactFile } from './find-artifact.ts'

/** Shown by a browser itself; everything else is saved. None of these can run a script. */
const INLINE = ['image/png', 'image/jpeg', 'image/webp', 'video/mp4', 'audio/wav', 'model/gltf-binary']

/**
 * Answer a GET or HEAD for one file: whole or in part (one range), by its hash as the ETag.
 *
 * The bytes came from outside, so a browser is told to believe the stated type, to run nothing and
 * to let no other site embed it.
 *
 * @see RFC 9110, sections 13 and 14, for conditions and ranges.
 */
export async function artifactResponse(
  file: ArtifactFile,
  request: { readonly method: string; readonly headers: Headers },
): Promise<Response> {
  const etag = `"${file.sha256}"`
  const headers = new Headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=3600',
    'content-disposition': `${INLINE.includes(file.mediaType) ? 'inline' : 'attachment'}; filename="${file.name}"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'content-type': file.mediaType,
    'cross-origin-resource-policy': 'same-site',
    'x-content-type-options': 'nosniff',
  })
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })

  // RFC 9110, section 14.2: a range is of a GET only.
  const range = request.method === 'GET' ? requestedRange(request.headers, etag, file.bytes) : undefined
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${file.bytes}`)
    return new Response(null, { status: 416, headers })
  }
  if (range) headers.set('content-range', `bytes ${range.start}-${range.end}/${file.bytes}`)
  headers.set('content-length', String(range ? range.end - range.start + 1 : file.bytes))
  const isEmpty = request.method === 'HEAD' || file.bytes === 0
  return new Response(isEmpty ? null : await file.read(range), { status: range ? 206 : 200, headers })
}

function matches(condition: string | null, etag: string): boolean {
  if (condition === null) return false
  return condition.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
}

/** Undefined: the whole file, also for what we do not understand, as the RFC allows. */
function requestedRange(
  headers: Headers,
  etag: string,
  bytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const ifRange = headers.get('if-range')
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.get('range') ?? '') ?? []
  if (first === undefined || last === undefined || (ifRange !== null && ifRange !== etag)) return undefined
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(bytes - Number(last), 0) : Number(first)
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1)
  return start > end || start >= bytes ? 'unsatisfiable' : { start, end }
}
