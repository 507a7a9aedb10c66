import type { FileHandle } from 'node:fs/promises'
import { JobError } from '@onetake/core'

/** Below this, what has come waits for more, in bytes: each piece takes a trip to another thread, whatever its size. */
const PIECE_BYTES = 256 * 1024
/** But no longer than this, in ms, so that a body that pauses leaves nothing behind in memory. */
const PIECE_MS = 2

/** How much waits at most while a piece is being written, in bytes. */
const MOST_WAITING_BYTES = 512 * 1024

/**
 * Write a body to the end of a file, in pieces: what comes while the disk is busy, or within a moment. Not flushed.
 *
 * @param check - Shown each chunk before it is taken; what it throws ends the writing.
 * @throws JobError `internal` where the file cannot be written. What the body threw, or `check`, after everything
 * that had come is written.
 */
export async function writeBody(
  file: FileHandle,
  body: ReadableStream<Uint8Array>,
  check: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  const reader = body.getReader()
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let failure: JobError | null = null
  let isOver = false
  let wantNoMore = () => {}
  /** The piece that is on its way to the disk, and everything that waits. Neither rejects. */
  let piece = Promise.resolve()
  let all: Promise<void> | null = null

  function more(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, PIECE_MS)
      wantNoMore = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function writePiece(): Promise<void> {
    if (waitingBytes < PIECE_BYTES && !isOver) await more()
    const chunks = waiting
    waiting = []
    waitingBytes = 0
    await writeWhole(file, chunks).catch((cause: unknown) => {
      failure = notStored(cause)
    })
  }

  async function writeWaiting(): Promise<void> {
    while (waiting.length > 0 && failure === null) await (piece = writePiece())
    all = null
  }

  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      check(value)
      waiting.push(value)
      waitingBytes += value.byteLength
      all ??= writeWaiting()
      if (waitingBytes >= PIECE_BYTES) wantNoMore()
      if (waitingBytes >= MOST_WAITING_BYTES) await piece
      if (failure !== null) break
    }
  } finally {
    isOver = true
    wantNoMore()
    await all
    // Without effect on a body that has ended. How it takes it is not of interest.
    await reader.cancel(failure).catch(() => {})
  }
  if (failure !== null) throw failure
}

async function writeWhole(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const bytes = chunks.reduce((sum, { byteLength }) => sum + byteLength, 0)
  const { bytesWritten } = await file.writev(chunks)
  // A disk that is nearly full takes a part, and says why with the rest.
  if (bytesWritten < bytes) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten))
}

/** Told apart from a body that broke off: this one is ours to mend. */
export function notStored(cause: unknown): JobError {
  return new JobError('internal', 'The file could not be stored on our side. Is the disk full?', { cause })
}
