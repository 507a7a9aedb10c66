import { mkdir, open, readdir, readFile, rename, rm, stat, utimes, type FileHandle } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { invalidInput, JobError, type UploadState, type UploadStore } from '@onetake/core'
import { sniff, SNIFFED_BYTES } from './sniff.ts'
import { streamFile } from './stream-file.ts'
import { notStored, writeBody } from './write-body.ts'

export interface FileUploadsOptions {
  /** The largest upload that is taken, in bytes; 2.2 GB unless told, which leaves room above every "2 GB" there is. */
  readonly mostBytes?: number
  /** How long an upload stays that is neither written nor read, in ms; a day unless told. */
  readonly keepForMs?: number
  /** ms since the Unix epoch; the machine's own time unless told. */
  readonly now?: () => number
}

const MOST_BYTES = 2_200_000_000
const ONE_DAY_MS = 86_400_000

/**
 * Uploads as files in one folder: `<id>.json` says whose it is and what it is to become, `<id>.bytes` is as
 * much of it as has arrived, and the time of its last change is when it was last written or read.
 *
 * Bytes go to disk as they come. What was acknowledged is flushed, and how much is here is asked of the
 * bytes themselves, so a crash loses nothing that had arrived. For one process.
 */
export function createFileUploads(
  folder: string,
  { mostBytes = MOST_BYTES, keepForMs = ONE_DAY_MS, now = Date.now }: FileUploadsOptions = {},
): UploadStore {
  const root = resolve(folder)
  const infoPath = (id: string) => join(root, `${id}.json`)
  const bytesPath = (id: string) => join(root, `${id}.bytes`)
  /** Being created, or being written. */
  const busy = new Set<string>()

  async function find(id: string): Promise<UploadState | null> {
    const [text, size] = await Promise.all([
      readFile(infoPath(id), 'utf8').catch(unlessMissing),
      stat(bytesPath(id)).then(({ size: bytes }) => bytes, unlessMissing),
    ])
    if (text === null || size === null) return null
    const info = JSON.parse(text) as Omit<UploadState, 'receivedBytes'>
    // A file system that takes `A` for `a` gives back another one's.
    return info.id === id ? { ...info, receivedBytes: size } : null
  }

  async function get(id: string, owner: string): Promise<UploadState | null> {
    const upload = isUploadId(id) ? await find(id) : null
    return upload?.owner === owner ? upload : null
  }

  async function load(id: string, owner: string): Promise<UploadState> {
    const upload = await get(id, owner)
    if (!upload) throw new JobError('not-found', `There is no upload "${id}".`)
    return upload
  }

  async function whileBusy<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    if (busy.has(id)) throw new JobError('conflict', `Another request is writing the upload "${id}".`)
    busy.add(id)
    try {
      return await work()
    } finally {
      busy.delete(id)
    }
  }

  /** Put back the hour at which an upload goes. */
  async function touch(id: string): Promise<void> {
    const seconds = now() / 1000
    await utimes(bytesPath(id), seconds, seconds).catch(unlessMissing)
  }

  /** In an order that leaves no upload by halves: without its JSON there is none. */
  async function forget(id: string): Promise<void> {
    for (const path of [infoPath(id), `${infoPath(id)}.part`, bytesPath(id)]) await rm(path, { force: true })
  }

  return {
    mostBytes,
    get,

    async create(upload) {
      assertUpload(upload, mostBytes)
      const { id, owner, name, bytes } = upload
      if (busy.has(id)) return false
      return whileBusy(id, async () => {
        await mkdir(root, { recursive: true }).catch(throwNotStored)
        if ((await readFile(infoPath(id)).catch(unlessMissing)) !== null) return false
        await writeWhole(bytesPath(id), '')
        await touch(id)
        const partial = `${infoPath(id)}.part`
        await writeWhole(partial, JSON.stringify({ id, owner, name, bytes }))
        await rename(partial, infoPath(id)).catch(throwNotStored)
        return true
      })
    },

    async append(id, owner, offset, body) {
      const known = await load(id, owner)
      return whileBusy(id, async () => {
        const { receivedBytes, bytes } = await load(id, owner)
        if (offset !== receivedBytes) {
          throw new JobError('conflict', `${receivedBytes} bytes of this upload are here, not ${offset}.`)
        }
        const file = await open(bytesPath(id), 'a').catch(throwNotStored)
        try {
          await writeAll(file, body, bytes - receivedBytes)
        } finally {
          await file.sync().catch(throwNotStored)
          await file.close()
          await touch(id)
        }
        return (await find(id)) ?? known
      })
    },

    async open(id, owner) {
      const { name, bytes, receivedBytes } = await load(id, owner)
      if (receivedBytes < bytes) {
        throw new JobError(
          'not-found',
          `Only ${receivedBytes} of the ${bytes} bytes of upload "${id}" are here.`,
        )
      }
      await touch(id)
      const path = bytesPath(id)
      return {
        id,
        name,
        bytes,
        mediaType: sniff(await readHead(path)).mediaType,
        stream: (start = 0) => streamFile(path, { start }),
      }
    },

    async remove(id, owner) {
      if (await get(id, owner)) await forget(id)
    },

    async expire(isNeeded) {
      for (const name of (await readdir(root).catch(unlessMissing)) ?? []) {
        const [, id] = /^(.+)\.bytes$/.exec(name) ?? []
        if (id === undefined || busy.has(id)) continue
        const touchedAt = (await stat(bytesPath(id)).catch(unlessMissing))?.mtimeMs
        if (touchedAt === undefined || now() - touchedAt < keepForMs) continue
        if (!(await isNeeded(id)) && !busy.has(id)) await forget(id)
      }
    },
  }
}

/** Ids become file names and parts of URLs. */
const isUploadId = (id: string) => /^[A-Za-z0-9_-]{1,64}$/.test(id)

function assertUpload({ id, bytes }: Pick<UploadState, 'id' | 'bytes'>, mostBytes: number): void {
  if (!isUploadId(id)) throw invalidInput('id', 'Must be 1 to 64 letters, digits, "-" or "_".')
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw invalidInput('bytes', 'Must be a number of bytes.')
  if (bytes > mostBytes) throw invalidInput('bytes', `Must be at most ${mostBytes}: the file is too large.`)
}

/** @throws JobError As {@link UploadStore.append} says. */
async function writeAll(file: FileHandle, body: ReadableStream<Uint8Array>, atMost: number): Promise<void> {
  let left = atMost
  try {
    const check = ({ byteLength }: Uint8Array) => {
      left -= byteLength
      if (left < 0)
        throw new JobError('invalid-input', 'The body has more bytes than the upload was to have.')
    }
    await writeBody(file, body, check)
  } catch (cause) {
    throw JobError.is(cause) ? cause : new JobError('invalid-input', 'The body broke off.', { cause })
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600).catch(throwNotStored)
  try {
    await file.writeFile(text).catch(throwNotStored)
    await file.sync().catch(throwNotStored)
  } finally {
    await file.close()
  }
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(SNIFFED_BYTES), 0, SNIFFED_BYTES, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}

function throwNotStored(cause: unknown): never {
  throw notStored(cause)
}
