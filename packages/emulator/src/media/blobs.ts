import { createHash } from 'node:crypto'

/** Files that were sent to a service, each kept once, under the MD5 of its content. */
export interface Blobs {
  /** @returns The MD5, 32 hexadecimal digits. */
  put(bytes: Uint8Array): string
  /** Null when unknown, dropped for newer ones, or left behind by a snapshot. */
  get(id: string): Uint8Array | null
  snapshot(): BlobsState
}

/** By id, as base64. */
export type BlobsState = Readonly<Record<string, string>>

/** Contents up to this many bytes travel inside a snapshot. */
const INLINE_LIMIT = 1024 * 1024
/** Bytes of all together; the oldest are dropped. */
const LIMIT = 512 * 1024 * 1024

export function createBlobs(state: BlobsState | null): Blobs {
  const kept = new Map<string, Uint8Array>(
    Object.entries(state ?? {}).map(([id, base64]) => [id, new Uint8Array(Buffer.from(base64, 'base64'))]),
  )
  let size = [...kept.values()].reduce((sum, bytes) => sum + bytes.byteLength, 0)
  return {
    put(bytes) {
      const id = createHash('md5').update(bytes).digest('hex')
      if (!kept.has(id)) {
        kept.set(id, bytes)
        size += bytes.byteLength
      }
      for (const [oldest, { byteLength }] of kept) {
        if (size <= LIMIT || oldest === id) break
        kept.delete(oldest)
        size -= byteLength
      }
      return id
    },
    get: (id) => kept.get(id) ?? null,
    snapshot: () =>
      Object.fromEntries(
        [...kept]
          .filter(([, bytes]) => bytes.byteLength <= INLINE_LIMIT)
          .map(([id, bytes]) => [id, Buffer.from(bytes).toString('base64')]),
      ),
  }
}
