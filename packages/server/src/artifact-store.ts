/** Bytes `start` to `end`, both counted from 0 and both included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Where the files of jobs are kept. Keys are `jobId/artifactId`; both parts are safe file names. */
export interface ArtifactStore {
  /** Take in a whole file. It becomes readable only when complete; writing again replaces it. */
  write(key: string, body: ReadableStream<Uint8Array>): Promise<void>
  /** @throws JobError `not-found` when there is no such file. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}
