import { JobError, type Artifact, type JobOutput, type JobSnapshot } from '@onetake/core'
import type { ArtifactStore, ByteRange } from './artifact-store.ts'

/** One file of a job: what it is, and its bytes when asked for. */
export interface ArtifactFile extends Artifact {
  /** The whole file, or part of it. */
  read(range?: ByteRange): Promise<ReadableStream<Uint8Array>>
}

/** @throws JobError `not-found` when the job has no such file, or has none yet. */
export function findArtifact(job: JobSnapshot, artifactId: string, store: ArtifactStore): ArtifactFile {
  // `collect` wrote this output itself; to the rest of the engine it is the operation's.
  const files = job.status === 'succeeded' ? (job.output as JobOutput).artifacts : []
  const artifact = files.find(({ id }) => id === artifactId)
  if (!artifact) throw new JobError('not-found', `Job "${job.id}" has no artifact "${artifactId}".`)
  return { ...artifact, read: (range) => store.read(`${job.id}/${artifact.id}`, range) }
}
