import type { JobRecord } from './job.ts'
import type { PictureRecord } from './picture-record.ts'

/** All that Opus remembers, in order of creation. Records are replaced, never changed. */
export interface OpusData {
  readonly jobs: Map<string, JobRecord>
  /** By the SHA-256 of their upload: the same file is kept once. */
  readonly pictures: Map<string, PictureRecord>
  /** Requests that counted against the plan. */
  requests: number
}

/** The same as plain JSON. */
export interface OpusState {
  readonly jobs: readonly JobRecord[]
  readonly pictures: readonly PictureRecord[]
  readonly requests: number
}

export function toOpusState({ jobs, pictures, requests }: OpusData): OpusState {
  return structuredClone({ jobs: [...jobs.values()], pictures: [...pictures.values()], requests })
}

export function fromOpusState(state: OpusState | null): OpusData {
  return {
    jobs: new Map(state?.jobs.map((job) => [job.uid, job])),
    pictures: new Map(state?.pictures.map((picture) => [picture.sha256, picture])),
    requests: state?.requests ?? 0,
  }
}
