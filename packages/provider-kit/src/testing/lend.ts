import { JobError, type FinishedJob, type Ref, type SubmitContext, type UploadFile } from '@onetake/core'

interface Lent {
  /** By id. */
  readonly uploads?: Readonly<Record<string, UploadFile>>
  /** The handles of earlier jobs, by our id. */
  readonly jobs?: Readonly<Record<string, Ref>>
  /** Earlier jobs that have succeeded, by our id. */
  readonly finished?: Readonly<Record<string, FinishedJob>>
}

/** What a server lends an operation or a call, with these uploads and earlier jobs. */
export function lend<Client>(client: Client, { uploads = {}, jobs = {}, finished = {} }: Lent = {}) {
  const context: SubmitContext<Client, null> = {
    client,
    signal: new AbortController().signal,
    jobId: 'job-1',
    staged: null,
    async refOf(jobId) {
      const ref = jobs[jobId]
      if (ref === undefined) throw new JobError('not-found', `There is no job "${jobId}" to continue.`)
      return ref
    },
    async finished(jobId) {
      const job = finished[jobId]
      if (job === undefined) throw new JobError('not-found', `There is no job "${jobId}".`)
      return job
    },
    async read(uploadId) {
      const file = uploads[uploadId]
      if (file === undefined) throw new JobError('not-found', `There is no upload "${uploadId}".`)
      return file
    },
  }
  return context
}

/**
 * An upload in memory; its name and its type are made to mislead.
 *
 * @param content - Of a text, one byte for each character.
 */
export function uploadOf(
  content: string | Uint8Array<ArrayBuffer>,
  changes: Partial<UploadFile> = {},
): UploadFile {
  const bytes = typeof content === 'string' ? toBytes(content) : content
  return {
    id: 'upload',
    name: '../"a"\r\n.exe',
    mediaType: 'application/octet-stream',
    bytes: bytes.byteLength,
    stream: (start = 0) => new Blob([bytes.subarray(start)]).stream(),
    ...changes,
  }
}

const toBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

/** How files of each kind begin, with a little behind it: enough for whoever looks at the first bytes. */
export const FILE_HEADS = {
  jpeg: '\xff\xd8\xff\xe0\0\x10JFIF\0 and so on \xff\xd9',
  png: '\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on',
  wav: 'RIFF\x24\0\0\0WAVEfmt and so on',
  mp3: 'ID3\x04\0\0\0\0\0\0 and so on',
  ogg: 'OggS\0\x02\0\0\0\0\0\0 and so on',
  m4a: '\0\0\0\x1cftypM4A \0\0\0\0 and so on',
} as const
