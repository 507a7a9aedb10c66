import { JobError } from '../errors.ts'
import type { Upload } from '../upload.ts'
import { isUnanswered, type Http } from './http.ts'
import { pause, within } from './patience.ts'
import { createUploadMemory, type UploadStorage } from './upload-memory.ts'

/** How far an upload is. */
export interface UploadProgress {
  readonly sentBytes: number
  readonly totalBytes: number
  /** `lost`: nothing gets through just now; it goes on by itself when something does. */
  readonly connection: 'live' | 'lost'
}

export interface UploadOptions {
  /**
   * Names the upload: 1 to 64 letters, digits, `-` or `_`. The same id with the same file goes on where it
   * stopped. Unless told, a file is known again by its name, size and date for as long as the tab lives.
   */
  readonly id?: string | undefined
  /** Stops sending. What had arrived stays on the server for a while. */
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined
}

export interface Uploader {
  readonly http: Http
  /** The server, to tell the same file at another one apart. */
  readonly url: string
  readonly storage: UploadStorage | undefined
  /** Files that are being sent by this client. */
  readonly underWay: Set<string>
  /** Silence after which a request counts as lost, in ms. */
  readonly silentAfterMs: number
  newId(): string
  /** ms since the Unix epoch. */
  now(): number
  /** How long to wait after so many failures in a row, in ms. */
  delayMs(failures: number): number
}

/** Parts of a file, in bytes: small enough that each takes about a second, so that progress is seen and little is lost. */
const PART = { first: 256 * 1024, least: 64 * 1024, most: 32 * 1024 * 1024 } as const
const QUICK_MS = 500
const SLOW_MS = 2_000

/**
 * Bring a file to the server as tus 1.0.0 says: in parts, each sent again when it was lost, from where the
 * server says it is. Loaded when the first file is sent: a page without uploads does not pay for it.
 *
 * @throws JobError What the server said; `abandoned` when the signal says so. A lost line is no error.
 * @see https://tus.io/protocols/resumable-upload, version 1.0.0
 */
export async function uploadFile(file: Blob, uploader: Uploader, options: UploadOptions): Promise<Upload> {
  const { underWay, newId, storage } = uploader
  const memory = createUploadMemory(storage)
  const sender = createSender(file, uploader, options)
  const key = options.id === undefined ? fingerprintOf(file, uploader.url) : null
  // The same file, chosen twice at once, is two uploads: two senders of one would be in each other's way.
  if (options.id !== undefined || key === null || underWay.has(key)) {
    return sender.bring(options.id ?? newId(), options.id !== undefined)
  }
  underWay.add(key)
  try {
    const known = memory.recall(key)
    // One that is not here any more, or is another person's, who has signed out since, begins anew.
    if (known !== null && (await sender.isHere(known))) return await sender.bring(known, true)
    const id = newId()
    memory.keep(key, id)
    return await sender.bring(id, false)
  } finally {
    underWay.delete(key)
  }
}

function createSender(
  file: Blob,
  { http: { send, json }, delayMs, now, silentAfterMs }: Uploader,
  { signal, onProgress }: UploadOptions,
) {
  let failures = 0
  let partBytes: number = PART.first
  let sentBytes = 0

  function tell(connection: UploadProgress['connection']): void {
    onProgress?.({ sentBytes, totalBytes: file.size, connection })
  }

  function assertWanted(): void {
    if (signal?.aborted)
      throw new JobError('abandoned', 'The upload was called off.', { cause: signal.reason })
  }

  /** Again and again while nothing gets through. */
  async function patiently<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (;;) {
      assertWanted()
      try {
        return await attempt()
      } catch (thrown) {
        const error = JobError.from(thrown)
        assertWanted()
        if (!isWorthAnother(error)) throw error
        // A file that was changed or taken away looks like a lost line, and would be waited for in vain.
        await file.slice(0, 1).arrayBuffer().catch(unreadable)
        tell('lost')
        partBytes = Math.max(partBytes / 2, PART.least)
        await pause(delayMs(failures++), signal)
      }
    }
  }

  /** How much of an upload is here; null: there is no such upload. */
  async function ask(id: string): Promise<number | null> {
    try {
      const { headers } = await within(silentAfterMs, signal, (limit) =>
        send('HEAD', pathOf(id), { headers: TUS, signal: limit }).then(assertDirect),
      )
      const length = headers.get('upload-length')
      if (length !== null && Number(length) !== file.size) {
        throw new JobError('conflict', `The upload id "${id}" was used for another file.`)
      }
      return offsetIn(headers)
    } catch (thrown) {
      if (isMissing(thrown)) return null
      throw thrown
    }
  }

  async function begin(id: string): Promise<number> {
    const metadata = { id, filename: 'name' in file ? String(file.name) : 'file' }
    const headers = { ...TUS, 'upload-length': String(file.size), 'upload-metadata': toMetadata(metadata) }
    await within(silentAfterMs, signal, (limit) =>
      send('POST', '/uploads', { headers, signal: limit }).then(assertDirect),
    )
    return 0
  }

  async function sendPart(id: string): Promise<void> {
    const bytes = file.slice(sentBytes, sentBytes + partBytes)
    const startedAt = now()
    const headers = {
      ...TUS,
      'upload-offset': String(sentBytes),
      'content-type': 'application/offset+octet-stream',
    }
    const response = await within(silentAfterMs, signal, (limit) =>
      send('PATCH', pathOf(id), { headers, bytes, signal: limit }),
    )
    sentBytes = offsetIn(response.headers)
    failures = 0
    const tookMs = now() - startedAt
    if (tookMs < QUICK_MS) partBytes = Math.min(partBytes * 2, PART.most)
    if (tookMs > SLOW_MS) partBytes = Math.max(partBytes / 2, PART.least)
  }

  return {
    isHere: (id: string) => patiently(async () => (await ask(id)) !== null),

    /** @param mayBeHere - Whether the upload was begun before. */
    async bring(id: string, mayBeHere: boolean): Promise<Upload> {
      let isBegun = mayBeHere
      tell('live')
      return patiently(async () => {
        const here = isBegun ? await ask(id) : null
        isBegun = true
        sentBytes = here ?? (await begin(id))
        tell('live')
        while (sentBytes < file.size) {
          await sendPart(id).catch(elsewhere)
          tell('live')
          assertWanted()
        }
        return json<Upload>('GET', pathOf(id), signal && { signal })
      })
    },
  }
}

const TUS = { 'tus-resumable': '1.0.0' } as const

const pathOf = (id: string) => `/uploads/${encodeURIComponent(id)}`

/** @throws JobError `unreachable` where it came by a redirect, through which no part of a file is sent. */
function assertDirect(response: Response): Response {
  if (!response.redirected) return response
  const message = `The server is at ${new URL(response.url).origin}, and a file is sent through no redirect. Set the client's url to that.`
  throw new JobError('unreachable', message, { cause: response })
}

/** @throws JobError `unreachable` where the answer does not say, or may not be read. */
function offsetIn(headers: Headers): number {
  const offset = headers.get('upload-offset')
  if (offset !== null) return Number(offset)
  const message =
    'The server does not say how much of the file is there. On another origin, it must expose Upload-Offset (CORS).'
  throw new JobError('unreachable', message, { cause: new Response(null) })
}

/** `key base64,key base64`, as tus writes it: each value is UTF-8. */
function toMetadata(values: Readonly<Record<string, string>>): string {
  const encoder = new TextEncoder()
  return Object.entries(values)
    .map(([key, value]) => `${key} ${btoa(String.fromCharCode(...encoder.encode(value)))}`)
    .join(',')
}

/** What a file is known by when it is chosen again; null for bytes that are no file. */
function fingerprintOf(file: Blob, url: string): string | null {
  if (!('name' in file) || !('lastModified' in file)) return null
  return ['onetake-upload', url, file.name, file.size, file.lastModified].join(' ')
}

/** Two senders of one upload, or a part that arrived while its answer did not: ask where it stands, and go on. */
function elsewhere(thrown: unknown): never {
  if (!JobError.is(thrown) || thrown.code !== 'conflict') throw thrown
  throw new JobError('unreachable', 'The upload stands elsewhere by now.', { cause: thrown })
}

const isWorthAnother = (error: JobError) =>
  isUnanswered(error) || (error.retryable && error.code !== 'unreachable')

/** An answer to HEAD has no body that says why; only where there is no line between, it may have one. */
const isMissing = (thrown: unknown) =>
  JobError.is(thrown) &&
  (thrown.code === 'not-found' || (thrown.cause instanceof Response && thrown.cause.status === 404))

function unreadable(cause: unknown): never {
  throw new JobError('invalid-input', 'The file cannot be read any more. Choose it again.', { cause })
}
