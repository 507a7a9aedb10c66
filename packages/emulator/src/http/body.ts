import type { IncomingMessage } from 'node:http'
import { concatenate } from '../concatenate.ts'
import { HttpError } from './http-error.ts'

/** The whole body. @throws HttpError 413 when it is longer than `limit` bytes. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(request)) {
    size += chunk.byteLength
    if (size > limit)
      throw new HttpError(413, `The body is longer than ${limit} bytes.`, { connection: 'close' })
    chunks.push(chunk)
  }
  return concatenate(chunks)
}

/** The body as JSON. @throws HttpError 400 when it is none. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const bytes = await readBytes(request, limit)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new HttpError(400, 'The body is not JSON.')
  }
}

/**
 * The body as a form, files included.
 *
 * @throws HttpError 400 when it is none, 413 when it is longer than `limit` bytes.
 */
export async function readForm(request: IncomingMessage, limit: number): Promise<FormData> {
  const bytes = await readBytes(request, limit)
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  try {
    return await new Response(new Uint8Array(bytes), { headers }).formData()
  } catch {
    throw new HttpError(400, 'The body is not a form.')
  }
}

/** The body as it arrives. Throws when the line breaks before its end. */
export async function* chunksOf(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of request) if (chunk instanceof Uint8Array) yield chunk
}
