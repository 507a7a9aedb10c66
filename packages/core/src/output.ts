/** One file a job made. Ours: it stays as long as the job is kept. */
export interface Artifact<Format extends string = string> {
  /** Within the job: `0`, `1`, … in the order the provider listed them. */
  readonly id: string
  readonly format: Format
  /** A safe file name with the right extension, such as `text2motion-2.glb`. */
  readonly name: string
  /** Path below the server's root: `/jobs/:id/artifacts/:n`. */
  readonly href: string
  /** As the bytes say, not as the provider says. */
  readonly mediaType: string
  readonly bytes: number
  /** Lower-case hex. Also the ETag of the file. */
  readonly sha256: string
  /** Which of several alternatives this file belongs to, from 1. */
  readonly variant?: number
  /** What tells this file from others of its format, such as `person-001`. */
  readonly label?: string
}

/** What a succeeded job carries. `data` is what the provider said beside the files. */
export interface JobOutput<Format extends string = string, Data = unknown> {
  readonly artifacts: readonly Artifact<Format>[]
  readonly data: Data
}

/** A file of a finished job, as an operation that goes on from it reads it. */
export interface JobFile extends Artifact {
  read(): Promise<ReadableStream<Uint8Array>>
}
