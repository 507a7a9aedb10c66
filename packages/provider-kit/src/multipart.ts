import { JobError, type UploadFile } from '@onetake/core'
import { type Body, streamBody } from './body.ts'
import { randomHex } from './random-hex.ts'
import { toStream } from './to-stream.ts'

/** One part of a form: a text, or a file with the name and the type that the service is to see. */
export type Part =
  | { readonly field: string; readonly text: string }
  | {
      readonly field: string
      readonly file: Pick<UploadFile, 'bytes' | 'stream'>
      readonly name: string
      readonly type: string
    }

/**
 * A form with files, streamed: no file is in memory as a whole, and the length is known beforehand, as
 * gateways want it. A file that turns out to have another length than it said ends the request where that shows,
 * before its last byte: a service that waits for the rest cannot have taken it.
 *
 * @param boundary - A text that occurs in none of the parts: one of {@link createBoundary}.
 * @see RFC 7578
 */
export function multipart(parts: readonly Part[], boundary: string): Body {
  const encoder = new TextEncoder()
  const pieces = parts.flatMap((part): (Uint8Array<ArrayBuffer> | Pick<UploadFile, 'bytes' | 'stream'>)[] => {
    const head = encoder.encode(`--${boundary}\r\n${headOf(part)}\r\n\r\n`)
    const content = 'file' in part ? part.file : encoder.encode(part.text)
    return [head, content, encoder.encode('\r\n')]
  })
  pieces.push(encoder.encode(`--${boundary}--\r\n`))
  const bytes = pieces.reduce((sum, piece) => sum + bytesOf(piece), 0)
  return streamBody(`multipart/form-data; boundary=${boundary}`, bytes, toStream(chunksOf(pieces)))
}

/** Nobody who fills in a part can have guessed it. */
export const createBoundary = (random: () => number): string => `onetake-${randomHex(random)}`

async function* chunksOf(
  pieces: readonly (Uint8Array<ArrayBuffer> | Pick<UploadFile, 'bytes' | 'stream'>)[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else yield* asLongAsItSaid(piece)
  }
}

async function* asLongAsItSaid({ bytes, stream }: Pick<UploadFile, 'bytes' | 'stream'>) {
  let left = bytes
  for await (const chunk of stream()) {
    left -= chunk.byteLength
    if (left < 0) throw hasChanged()
    yield chunk
  }
  if (left > 0) throw hasChanged()
}

const hasChanged = (): JobError =>
  new JobError('not-submitted', 'A file changed while it was sent, so nothing was started. Hand it in again.')

const bytesOf = (piece: Uint8Array | Pick<UploadFile, 'bytes'>): number =>
  piece instanceof Uint8Array ? piece.byteLength : piece.bytes

function headOf(part: Part): string {
  const disposition = `Content-Disposition: form-data; name="${quoted(part.field)}"`
  if (!('file' in part)) return disposition
  return `${disposition}; filename="${quoted(part.name)}"\r\nContent-Type: ${part.type}`
}

/** As browsers do it: a name cannot end its quotes, nor its line. */
const quoted = (text: string): string =>
  text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
