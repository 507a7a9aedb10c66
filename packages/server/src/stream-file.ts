import { open, type FileHandle } from 'node:fs/promises'
import type { ByteRange } from './artifact-store.ts'

/** Web streams take their time for each chunk, so there should be few; a handful of these is little memory. In bytes. */
const CHUNK_BYTES = 256 * 1024

/**
 * The bytes of a file. Nothing is read before the first is wanted; from then on the disk is one chunk ahead of whoever reads.
 * Its handle closes with the end, the cancel or the error of the stream.
 *
 * @param from - A path, which is opened when the first byte is asked for, or a handle, which is taken over.
 */
export function streamFile(
  from: string | FileHandle,
  { start, end }: Partial<ByteRange> = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let file = typeof from === 'string' ? null : from
  let position = start ?? 0
  let ahead: Promise<Uint8Array<ArrayBuffer>> | null = null

  async function read(): Promise<Uint8Array<ArrayBuffer>> {
    file ??= await open(from as string)
    const wanted = Math.min(CHUNK_BYTES, end === undefined ? Infinity : end + 1 - position)
    // Not out of the shared pool: whoever gets a chunk may pass its buffer on.
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, position)
    position += bytesRead
    return buffer.subarray(0, bytesRead)
  }

  async function close(): Promise<void> {
    // A handle that is closed while it reads would take the read with it.
    await ahead?.catch(() => {})
    await file?.close()
  }

  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const chunk = await (ahead ?? read())
          if (chunk.byteLength > 0) {
            ahead = read()
            // Told when it is its turn.
            ahead.catch(() => {})
            return controller.enqueue(chunk)
          }
        } catch (error) {
          await close()
          throw error
        }
        await close()
        controller.close()
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  )
}
