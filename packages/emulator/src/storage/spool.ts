import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concatenate } from '../concatenate.ts'
import { type Content, contentFrom, contentOnDisk } from './content.ts'

/** Contents up to this many bytes stay in memory. */
const MEMORY_LIMIT = 16 * 1024 * 1024

/** Takes what arrives in pieces: small contents in memory, large ones in a temporary folder of this process. */
export interface Spool {
  /** @param begun - What an earlier process had of it. */
  create(begun?: Uint8Array): ContentWriter
  /** Give up what is unfinished and remove the temporary folder. */
  close(): Promise<void>
}

export interface ContentWriter {
  /** How many bytes are written, without those of an `append` that has not resolved. */
  readonly sizeBytes: number
  /** What is written, or null where it lies on disk. */
  bytes(): Uint8Array | null
  /** Write at the end. Calls take their turn. */
  append(piece: Uint8Array): Promise<void>
  /** Resolves when no `append` is on its way. */
  settled(): Promise<void>
  /** No more pieces: the whole, with the hash that was made while it came. */
  finish(): Promise<Content>
  discard(): Promise<void>
}

export function createSpool(): Spool {
  let folder: string | null = null
  let count = 0
  const unfinished = new Set<ContentWriter>()
  const remove = () => {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
    folder = null
    process.off('exit', remove)
  }
  const newPath = () => {
    if (folder === null) {
      folder = mkdtempSync(join(tmpdir(), 'onetake-emulator-'))
      process.once('exit', remove)
    }
    count += 1
    return join(folder, String(count))
  }
  return {
    create(begun) {
      const writer = createWriter({ newPath, begun, ended: () => unfinished.delete(writer) })
      unfinished.add(writer)
      return writer
    },
    async close() {
      await Promise.all([...unfinished].map((writer) => writer.discard()))
      remove()
    },
  }
}

function createWriter({
  newPath,
  begun = new Uint8Array(),
  ended,
}: {
  readonly newPath: () => string
  readonly begun: Uint8Array | undefined
  readonly ended: () => void
}): ContentWriter {
  const hash = createHash('sha256').update(begun)
  let sizeBytes = begun.byteLength
  let pieces: Uint8Array[] = sizeBytes > 0 ? [begun] : []
  let file: { readonly path: string; readonly handle: FileHandle } | null = null
  let last: Promise<unknown> = Promise.resolve()

  const write = async (piece: Uint8Array) => {
    if (file === null && sizeBytes + piece.byteLength > MEMORY_LIMIT) {
      const path = newPath()
      file = { path, handle: await open(path, 'wx', 0o600) }
      for (const earlier of pieces) await file.handle.writeFile(earlier)
      pieces = []
    }
    if (file === null) pieces.push(piece)
    else await file.handle.writeFile(piece)
    hash.update(piece)
    sizeBytes += piece.byteLength
  }
  const settled = () => last.then(() => undefined)

  return {
    get sizeBytes() {
      return sizeBytes
    },
    bytes: () => (file === null ? concatenate(pieces) : null),
    append(piece) {
      const turn = last.then(() => write(piece))
      // The next in turn is not to fail because this one did.
      last = turn.catch(() => undefined)
      return turn
    },
    settled,
    async finish() {
      await settled()
      ended()
      const sha256 = hash.digest('hex')
      if (file === null) return contentFrom(concatenate(pieces), sha256)
      await file.handle.close()
      return contentOnDisk(file.path, { sizeBytes, sha256 })
    },
    async discard() {
      await settled()
      ended()
      pieces = []
      if (file === null) return
      await file.handle.close().catch(() => undefined)
      await rm(file.path, { force: true })
    },
  }
}
