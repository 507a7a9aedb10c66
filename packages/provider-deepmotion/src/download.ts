import { type Context, JobError } from '@onetake/core'
import type { SayMotionClient } from './client.ts'
import { askForLinks } from './download-links.ts'
import type { SayMotionSource } from './outcome.ts'
import { toStream } from './to-stream.ts'
import { unzipFbx } from './unzip-fbx.ts'

/**
 * The bytes of one file, at a link asked for just now; asked for once more where that has expired already.
 *
 * An `fbx` is an archive as a rule, and then what is inside is what arrives. Judged by its first bytes, as
 * SayMotion gives it the same name either way. Every other file arrives as it is.
 *
 * @throws JobError `insufficient-credits` where SayMotion no longer hands the variant out; `not-found`
 * where it no longer lists the file.
 */
export async function download(
  source: SayMotionSource,
  context: Context<SayMotionClient>,
): Promise<Response> {
  const { client, signal } = context
  for (let tries = 0; tries < 2; tries += 1) {
    const reply = await client.fetchFile(await freshLink(source, context), signal)
    if (reply.expired) continue
    const { response } = reply
    const { body } = response
    return source.type === 'fbx' && body !== null
      ? unpacked(body, headersOf(response))
      : new Response(body, { headers: headersOf(response) })
  }
  throw new JobError('provider-unavailable', 'SayMotion hands out links that have expired already.')
}

async function freshLink(
  { rid, variant, group, type }: SayMotionSource,
  { client, signal }: Context<SayMotionClient>,
): Promise<string> {
  const [answer] = await askForLinks(client, rid, variant === null ? null : [variant], signal)
  if (answer?.links === null) {
    throw new JobError(
      'insufficient-credits',
      'SayMotion does not hand out this variant: it wants more credits.',
    )
  }
  const link = answer?.links.find((file) => file.group === group && file.type === type)
  if (link === undefined) throw new JobError('not-found', 'SayMotion no longer lists this file.')
  return link.url
}

type Chunk = Uint8Array<ArrayBuffer>

/** Only what a reader needs: other headers may tell where the file came from. */
function headersOf(response: Response): Headers {
  const headers = new Headers()
  const type = response.headers.get('content-type')
  const length = response.headers.get('content-length')
  if (type !== null) headers.set('content-type', type)
  // Of what `fetch` has unpacked by itself the length is not known.
  if (length !== null && !response.headers.has('content-encoding')) headers.set('content-length', length)
  return headers
}

async function unpacked(body: ReadableStream<Chunk>, headers: Headers): Promise<Response> {
  const chunks = body[Symbol.asyncIterator]()
  const head = await firstBytes(chunks)
  const whole = rejoin(head, chunks)
  const isZip = [0x50, 0x4b, 0x03, 0x04].every((byte, index) => head[index] === byte)
  if (!isZip) return new Response(toStream(whole), { headers })
  const fbx = unzipFbx(whole)
  // Begun before it is handed on, so that an archive without an FBX file is an error here, not half a file.
  const first = await fbx.next()
  const rest = rejoin(first.value ?? new Uint8Array(), fbx)
  return new Response(toStream(rest), { headers: { 'content-type': 'application/octet-stream' } })
}

/** At least four bytes, where there are that many. */
async function firstBytes(chunks: AsyncIterator<Chunk>): Promise<Chunk> {
  let head: Chunk = new Uint8Array()
  while (head.byteLength < 4) {
    const { done, value } = await chunks.next()
    if (done === true) return head
    head = Buffer.concat([head, value])
  }
  return head
}

/**
 * A first chunk that was taken off, put back. No generator: one that was never started would not pass on
 * that its reader has left, and the transfer would go on for nobody.
 */
function rejoin(head: Chunk, rest: AsyncIterator<Chunk>): AsyncIterableIterator<Chunk, undefined> {
  let first: Chunk | null = head.byteLength > 0 ? head : null
  return {
    async next() {
      if (first === null) {
        const { done, value } = await rest.next()
        return done === true ? { done, value: undefined } : { value }
      }
      const value = first
      first = null
      return { value }
    },
    async return() {
      await rest.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
