import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** Largest object, in bytes: that of a small disk, since nothing of a large object stays in memory. */
export const OBJECT_LIMIT = 16 * 1024 ** 3

/** What was uploaded, in memory or on disk. */
export interface Content {
  readonly sizeBytes: number
  /** Of the whole, hexadecimal. */
  readonly sha256: string
  /** The whole, or null where it is too large to be in memory. */
  readonly bytes: Uint8Array | null
  /** `length` bytes from `at`, or fewer at the end. */
  read(at: number, length: number): Promise<Uint8Array>
  /** The bytes from `first` to `last`, both included. */
  stream(first: number, last: number): Readable
  /** Forget it; what lies on disk goes. */
  discard(): Promise<void>
}

export function contentFrom(bytes: Uint8Array, sha256 = sha256Of(bytes)): Content {
  return {
    sizeBytes: bytes.byteLength,
    sha256,
    bytes,
    read: (at, length) => Promise.resolve(bytes.subarray(at, at + length)),
    stream: (first, last) => Readable.from([bytes.subarray(first, last + 1)], { objectMode: false }),
    discard: () => Promise.resolve(),
  }
}

/** A content that lies in a file of its own. */
export function contentOnDisk(
  path: string,
  { sizeBytes, sha256 }: { readonly sizeBytes: number; readonly sha256: string },
): Content {
  return {
    sizeBytes,
    sha256,
    bytes: null,
    async read(at, length) {
      const file = await open(path, 'r')
      try {
        const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at)
        return buffer.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    },
    stream: (first, last) => createReadStream(path, { start: first, end: last }),
    discard: () => rm(path, { force: true }),
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
