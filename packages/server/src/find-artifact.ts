import { JobError, type FinishedJob, type JobFile, type JobRecord, type JobSnapshot } from '@onetake/core'
import type { ArtifactStore, ByteRange } from './artifact-store.ts'

/** One file of a job: what it is, and its bytes when asked for. */
export interface ArtifactFile extends JobFile {
  /** The whole file, or part of it. */
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/** @throws JobError `not-found` when the job has no such file, or has none yet. */
export function findArtifact(job: JobSnapshot, artifactId: string, store: ArtifactStore): ArtifactFile {
  const file = isFinished(job) && filesOf(job, store).find(({ id }) => id === artifactId)
  if (!file) throw new JobError('not-found', `Job "${job.id}" has no artifact "${artifactId}".`)
  return file
}

/** @throws JobError `conflict` when the job has not succeeded. */
export function toFinishedJob({ job, input }: JobRecord, store: ArtifactStore): FinishedJob {
  if (isFinished(job)) return { job, input, files: filesOf(job, store) }
  throw new JobError('conflict', `Job "${job.id}" has made nothing: it is ${job.status}.`)
}

// `collect` wrote the output itself; to the rest of the engine it is the operation's.
const isFinished = (job: JobSnapshot): job is FinishedJob['job'] => job.status === 'succeeded'

const filesOf = ({ id, output }: FinishedJob['job'], store: ArtifactStore): readonly ArtifactFile[] =>
  output.artifacts.map((artifact) => ({
    ...artifact,
    read: (range) => store.read(`${id}/${artifact.id}`, range),
  }))
