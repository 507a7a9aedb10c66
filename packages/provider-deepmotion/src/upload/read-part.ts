import { JobError, type UploadFile } from '@onetake/core'
import { toStream } from '@onetake/provider-kit'

/** What is read of an upload. */
export type Content = Pick<UploadFile, 'bytes' | 'stream'>

/** A part of an upload on its way out. */
export interface ReadPart {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /** @throws What went wrong with reading, where something did. */
  throwIfFailed(): void
}

/**
 * Bytes from `start` up to, not with, `end`, as fast as they are taken.
 *
 * @param onTaken - Told up to where, not with it, bytes have been taken, after each chunk.
 */
export function readPart(
  file: Content,
  { start, end }: { readonly start: number; readonly end: number },
  onTaken: (end: number) => void,
): ReadPart {
  let failure: { readonly thrown: unknown } | null = null
  async function* chunks(): AsyncGenerator<Uint8Array<ArrayBuffer>, undefined> {
    let left = end - start
    try {
      for await (const chunk of file.stream(start)) {
        const wanted = chunk.subarray(0, left)
        left -= wanted.byteLength
        onTaken(end - left)
        if (wanted.byteLength > 0) yield wanted
        if (left === 0) return
      }
      throw new JobError('internal', 'An upload is shorter than it was when it was handed in.')
    } catch (thrown) {
      failure = { thrown }
      throw thrown
    }
  }
  return {
    stream: toStream(chunks()),
    throwIfFailed() {
      if (failure !== null) throw failure.thrown
    },
  }
}
