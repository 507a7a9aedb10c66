import type { UploadFile } from '@onetake/core'
import { type Body, streamBody } from './body.ts'
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
 * gateways want it.
 *
 * @param boundary - A text that occurs in none of the parts: 128 random bits.
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

async function* chunksOf(
  pieces: readonly (Uint8Array<ArrayBuffer> | Pick<UploadFile, 'stream'>)[],
): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece
    else yield* piece.stream()
  }
}

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
