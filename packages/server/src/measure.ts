import { createHash } from 'node:crypto'
import { SNIFFED_BYTES } from './sniff.ts'

/** What went through a {@link measure}d stream. */
export interface Measured {
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** The first bytes, for sniffing. */
  readonly head: Uint8Array
}

/**
 * A stream that passes the bytes of another on unchanged and knows afterwards what they were.
 *
 * Not a TransformStream, which takes several times as long for each chunk.
 *
 * @param onBytes - Told the running total after each chunk.
 */
export function measure(
  body: ReadableStream<Uint8Array>,
  onBytes: (total: number) => void,
): {
  readonly stream: ReadableStream<Uint8Array>
  /** Ask when the stream has ended. */
  readonly result: () => Measured
} {
  const hash = createHash('sha256')
  const reader = body.getReader()
  let head = new Uint8Array()
  let bytes = 0
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) return controller.close()
        hash.update(value)
        if (head.length < SNIFFED_BYTES) head = Uint8Array.of(...head, ...value.subarray(0, SNIFFED_BYTES))
        bytes += value.byteLength
        onBytes(bytes)
        controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex'), head }) }
}
