import { type Context, JobError, type Report } from '@onetake/core'
import type { Animate3DRef } from './animate3d-ref.ts'
import type { Animate3DClient } from './client.ts'
import { type DetectedPerson, readDetection } from './detection.ts'
import { askForLinks } from './download-links.ts'
import { verdictOn } from './reused-rid.ts'
import { type Animate3DFormat, type Animate3DSource, sortFiles } from './sort-files.ts'

/** What a finished detection says beside its files. */
export type DetectionData = {
  /** By `trackingId`. Empty where nobody was found. */
  readonly persons: readonly DetectedPerson[]
}

/** What a finished motion says beside its files. */
export type MotionData = {
  /** Who plays whom, where there are several; empty for a motion of one person. */
  readonly persons: readonly {
    readonly trackingId: string
    /** Id of the character. */
    readonly character: string
  }[]
}

export type Animate3DReport = Report<Animate3DFormat, DetectionData | MotionData, Animate3DSource>

/**
 * How a job stands that Animate 3D calls done: ended, with its files and without a link among them; or running
 * still, where that SUCCESS is of an earlier job with the same id.
 *
 * @throws JobError Where that could not be learned now.
 */
export async function outcomeOf(
  ref: Animate3DRef,
  { client, signal }: Pick<Context<Animate3DClient>, 'client' | 'signal'>,
): Promise<Animate3DReport> {
  const files = await askForLinks(client, ref.rid, signal)
  const verdict = verdictOn(ref, files, client.now())
  if (verdict === 'stale') return { status: 'running', progress: null }
  if (verdict === 'lost') {
    const message = 'Animate 3D took the job, and shows nothing but the detection of before. Start it again.'
    return { status: 'failed', error: { code: 'lost', message } }
  }
  const artifacts = sortFiles(ref, files)
  if (ref.kind === 'detection') {
    const persons = await readDetection(client, files, signal)
    if (persons === null) throw noFiles()
    return { status: 'succeeded', output: { artifacts, data: { persons } } }
  }
  if (artifacts.length === 0) throw noFiles()
  return { status: 'succeeded', output: { artifacts, data: { persons: ref.persons ?? [] } } }
}

const noFiles = () =>
  new JobError('provider-protocol', 'Animate 3D says that the job is done, but lists no files of it.')
