import { toStream } from '@onetake/provider-kit'
import { unzipFbx } from './unzip-fbx.ts'

type Chunk = Uint8Array<ArrayBuffer>

/**
 * What DeepMotion calls an `fbx`, as an FBX file: of an archive, what is inside. Judged by its first bytes, as
 * both have the same name.
 *
 * @param file - With the headers that are to be kept where it is no archive.
 * @throws JobError `provider-protocol` where the archive holds no FBX file.
 */
export async function unpackFbx(file: Response): Promise<Response> {
  const { body, headers } = file
  if (body === null) return file
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
