import {
  JobError,
  type Artifact,
  type ArtifactSource,
  type Context,
  type Delivery,
  type JobOutput,
  type JobRecord,
} from '@onetake/core'
import type { BoundOperation } from './accounts.ts'
import { artifactName } from './artifact-name.ts'
import type { ArtifactStore } from './artifact-store.ts'
import { backoffMs } from './backoff.ts'
import type { Background } from './background.ts'
import { wait, type Clock } from './clock.ts'
import type { JobWriter } from './job-writer.ts'
import { measure } from './measure.ts'
import { sniff, type MediaKind } from './sniff.ts'

export interface CollectorOptions {
  readonly writer: JobWriter
  readonly artifacts: ArtifactStore
  readonly clock: Clock
  readonly random: () => number
  readonly background: Background
}

/** How long one file is tried for: what was paid for is not given up for a short trouble. */
const TRY_FOR_MS = 3_600_000
const FIRST_WAIT_MS = 500
/** Progress of a copy is told at most this often. */
const TELL_EVERY_MS = 500

/** Copies what a finished job delivers into our own store, before the provider's links expire. */
export function createCollector({ writer, artifacts, clock, random, background }: CollectorOptions) {
  /** @returns When the job has ended, as `succeeded` or `failed`. */
  return async function collect(
    record: JobRecord,
    delivery: Delivery,
    { operation }: BoundOperation,
    context: Context<unknown>,
    onTrouble: (error: JobError) => void,
  ): Promise<void> {
    const { id } = record.job
    const progress = reportProgress(id)
    await writer.advance(id, { status: 'collecting', receivedBytes: 0, totalBytes: null }, { delivery })
    try {
      const files: Artifact[] = []
      for (const source of delivery.artifacts) files.push(await copy(source, files))
      const output: JobOutput = { artifacts: files, data: delivery.data }
      await writer.insist(id, { status: 'succeeded', output })
    } catch (thrown) {
      if (context.signal.aborted) return
      const { message, providerCode } = JobError.from(thrown)
      const code =
        JobError.is(thrown) && thrown.code === 'insufficient-credits' ? thrown.code : 'collect-failed'
      const error = new JobError(code, `The job was made, but a file could not be copied. ${message}`, {
        providerCode,
      })
      await writer.insist(id, { status: 'failed', error: error.toJSON() })
    }

    async function copy(source: ArtifactSource, before: readonly Artifact[]): Promise<Artifact> {
      const startedAt = clock.now()
      for (let failures = 0; ; failures += 1) {
        try {
          return await copyOnce(source, before)
        } catch (thrown) {
          const error = JobError.is(thrown)
            ? thrown
            : new JobError('provider-unavailable', 'A download broke off.', { cause: thrown })
          const isTooLate = clock.now() - startedAt >= TRY_FOR_MS
          if (!isWorthWaiting(error) || isTooLate || context.signal.aborted) throw error
          onTrouble(error)
          const pauseMs = Math.max(error.retryAfterMs ?? 0, backoffMs(FIRST_WAIT_MS, failures, random))
          await wait(clock, pauseMs, context.signal)
        }
      }
    }

    async function copyOnce(source: ArtifactSource, before: readonly Artifact[]): Promise<Artifact> {
      const { format, variant, label } = source
      const artifactId = String(before.length)
      const already = before.reduce((sum, { bytes }) => sum + bytes, 0)
      const response = await operation.download(source.source, context)
      if (!response.ok || response.body === null) {
        throw new JobError(
          'provider-unavailable',
          `The provider answered ${response.status} for the ${format} file.`,
        )
      }
      const { stream, result } = measure(response.body, (bytes) => progress(already + bytes))
      await artifacts.write(`${id}/${artifactId}`, stream)
      const { head, ...size } = result()
      if (size.bytes === 0 || isCutShort(response.headers, size.bytes)) {
        throw new JobError('provider-protocol', `The provider sent only a part of the ${format} file.`)
      }
      const kind = sniff(head)
      if (!isPlausible(kind, format)) {
        throw new JobError(
          'provider-protocol',
          `The provider sent a ${kind.extension} page for the ${format} file.`,
        )
      }
      const taken = before.map(({ name }) => name)
      return {
        id: artifactId,
        format,
        name: artifactName({ operation: record.job.operation, format, variant, label }, kind, taken),
        href: `/jobs/${id}/artifacts/${artifactId}`,
        mediaType: kind.mediaType,
        ...size,
        ...(variant !== undefined && { variant }),
        ...(label !== undefined && { label }),
      }
    }
  }

  function reportProgress(id: string): (receivedBytes: number) => void {
    let toldAt = -Infinity
    return (receivedBytes) => {
      if (clock.now() - toldAt < TELL_EVERY_MS) return
      toldAt = clock.now()
      background.run(writer.advance(id, { status: 'collecting', receivedBytes, totalBytes: null }))
    }
  }
}

/** What passes, or can be set right by somebody: a full disk, a key that has to be renewed. */
const isWorthWaiting = ({ retryable, code }: JobError): boolean =>
  retryable || code === 'internal' || code === 'credentials-refused'

/** A body that was packed on the way has another length than it says. */
function isCutShort(headers: Headers, bytes: number): boolean {
  const length = headers.get('content-length')
  return length !== null && !headers.has('content-encoding') && Number(length) !== bytes
}

/** Of these nobody says what is inside, so it may well be JSON or XML: the landmarks of Animate 3D. */
const UNDESCRIBED = ['dmpe']

/** An error page or an error message that came with status 200 is not the file. */
function isPlausible({ extension }: MediaKind, format: string): boolean {
  if (UNDESCRIBED.includes(format)) return extension !== 'html'
  return format === extension || !['html', 'json', 'xml'].includes(extension)
}
