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
 * A stream that passes bytes on unchanged and knows afterwards what they were.
 *
 * @param onBytes - Told the running total after each chunk.
 */
export function measure(onBytes: (total: number) => void): {
  readonly through: TransformStream<Uint8Array, Uint8Array>
  /** Ask when the stream has ended. */
  readonly result: () => Measured
} {
  const hash = createHash('sha256')
  let head = new Uint8Array()
  let bytes = 0
  const through = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk)
      if (head.length < SNIFFED_BYTES) head = Uint8Array.of(...head, ...chunk.subarray(0, SNIFFED_BYTES))
      bytes += chunk.byteLength
      onBytes(bytes)
      controller.enqueue(chunk)
    },
  })
  return { through, result: () => ({ bytes, sha256: hash.digest('hex'), head }) }
}
