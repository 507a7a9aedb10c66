import { JobError, type ProviderIo } from '@onetake/core'
import { streamed, type Service } from '@onetake/provider-kit'
import { readPart, type Content } from './read-part.ts'
import { createSilence } from './silence.ts'

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
  readonly body?: RequestInit
}

export interface Part {
  readonly start: number
  readonly end: number
  /** Told up to where, not with it, the network has taken bytes. */
  readonly onTaken: (end: number) => void
}

export interface StorageLineOptions {
  /** Whose storage it is, and which hosts may be written to. */
  readonly service: Service
  readonly io: ProviderIo
  readonly signal: AbortSignal
}

/** Within this an answer comes. In ms. */
const WITHIN_MS = 30_000
/**
 * Within this the network takes more bytes, or an answer comes: what this machine holds ready to be sent, 6 MiB as
 * Linux has it, needs that long on the slowest line that is waited for, of 50 bytes a millisecond.
 */
const SILENT_MS = WITHIN_MS + Math.ceil((6 * 1024 * 1024) / 50)

export function createStorageLine({ service: { name }, io, signal }: StorageLineOptions): StorageLine {
  async function send(
    url: URL,
    { method, headers, body = {} }: Outgoing,
    late = AbortSignal.timeout(WITHIN_MS),
  ): Promise<StorageReply> {
    try {
      // A redirect is never followed: the file would go to whoever the answer names.
      const response = await io.fetch(url, {
        method,
        headers,
        redirect: 'manual',
        credentials: 'omit',
        ...body,
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
    async write(session, file, part) {
      const { start, end } = part
      if (start === end) return ask(session, file)
      const silence = createSilence(SILENT_MS)
      const { stream, throwIfFailed } = readPart(file, part, (taken) => {
        silence.heard()
        part.onTaken(taken)
      })
      const headers = {
        'content-length': String(end - start),
        'content-range': `bytes ${start}-${end - 1}/${file.bytes}`,
      }
      // To a part in the middle the storage answers 308, which is a redirect to `fetch`.
      const redirect = end === file.bytes ? 'error' : 'manual'
      const body = { ...streamed(stream), redirect } as const
      const reply = await send(session, { method: 'PUT', headers, body }, silence.signal)
      silence.stop()
      // What could not be read on our side is no trouble of the line.
      throwIfFailed()
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
