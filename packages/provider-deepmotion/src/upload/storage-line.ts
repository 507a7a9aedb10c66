import { JobError, type ProviderIo } from '@onetake/core'
import type { Service } from '@onetake/provider-kit'
import { readPart, type Content } from './read-part.ts'

/** What the storage said, without its body; of status 0 where the line broke. */
export type StorageReply = Pick<Response, 'status' | 'headers'>

/** The requests of a resumable upload. Each goes out once, and carries neither cookie nor credentials. */
export interface StorageLine {
  open(signed: URL): Promise<StorageReply>
  /** Bytes from `start` up to, not with, `end`. An empty file is written as the question below. */
  write(session: URL, file: Content, part: Part): Promise<StorageReply>
  /** How much has arrived? */
  ask(session: URL, file: Content): Promise<StorageReply>
  /** For a reply that will not change by asking again. */
  refusal(reply: StorageReply): JobError
  wrongCount(): JobError
}

interface Outgoing {
  readonly method: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: ReadableStream<Uint8Array>
  /** Of the body. */
  readonly bytes?: number
}

export interface Part {
  readonly start: number
  readonly end: number
}

export interface StorageLineOptions {
  /** Whose storage it is, and which hosts may be written to. */
  readonly service: Service
  readonly io: ProviderIo
  readonly signal: AbortSignal
}

/** For one request, and longer by what its bytes need on the slowest line that is waited for. In ms, and bytes per ms. */
const WITHIN_MS = 30_000
const SLOWEST = 50

export function createStorageLine({ service: { name }, io, signal }: StorageLineOptions): StorageLine {
  async function send(url: URL, { method, headers, body, bytes = 0 }: Outgoing): Promise<StorageReply> {
    const late = AbortSignal.timeout(WITHIN_MS + Math.ceil(bytes / SLOWEST))
    try {
      // A redirect is never followed: the file would go to whoever the answer names.
      const response = await io.fetch(url, {
        method,
        headers,
        ...(body && { body, duplex: 'half' }),
        redirect: 'manual',
        credentials: 'omit',
        signal: AbortSignal.any([signal, late]),
      })
      response.body?.cancel().catch(() => {})
      return response
    } catch {
      signal.throwIfAborted()
      return Response.error()
    }
  }

  const ask = (session: URL, { bytes }: Content) =>
    send(session, { method: 'PUT', headers: { 'content-range': `bytes */${bytes}` } })

  return {
    open: (signed) => send(signed, { method: 'POST', headers: { 'x-goog-resumable': 'start' } }),
    ask,
    async write(session, file, { start, end }) {
      if (start === end) return ask(session, file)
      const part = readPart(file, start, end)
      const reply = await send(session, {
        method: 'PUT',
        headers: {
          'content-length': String(end - start),
          'content-range': `bytes ${start}-${end - 1}/${file.bytes}`,
        },
        body: part.stream,
        bytes: end - start,
      })
      // What could not be read on our side is no trouble of the line.
      part.throwIfFailed()
      return reply
    },
    refusal: ({ status }) =>
      status >= 300 && status < 400
        ? new JobError('provider-protocol', `The storage behind ${name} redirects an upload.`)
        : new JobError(
            'provider-unavailable',
            `The storage behind ${name} refuses the upload with ${status}.`,
          ),
    wrongCount: () =>
      new JobError(
        'provider-protocol',
        `The storage behind ${name} does not say how much of the upload it has.`,
      ),
  }
}

/** Whether asking again, a little later, may do better. */
export const isTrouble = ({ status }: StorageReply): boolean =>
  status === 0 || status === 408 || status === 429 || status >= 500
