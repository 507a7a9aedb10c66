import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { EXTENSIONS, type JobRecord } from './job.ts'
import type { OpusModes } from './modes.ts'
import { type Standing, standings, type World } from './world.ts'

interface WireFile {
  readonly url: string
  readonly extension?: string
}

/**
 * How a job stands, and its files. An image job that is done stays COMPLETED while something is extracted from it; the
 * new file appears behind the MP4, and under the extraction's own id.
 *
 * @see Opus API integration example, `poll_job_status`, `get_mp4_preview` and `poll_glb_status` in test.py
 */
export function jobResultRoute(world: World): Route {
  return {
    name: 'opus.job-result',
    method: 'GET',
    pattern: '/job_result/:uid',
    handle({ params }) {
      const all = standings(world)
      const found = all.find(({ job }) => job.uid === params['uid'])
      // An extraction that answers to its image's id has no other.
      if (!found || (found.job.kind !== 'image' && world.modes.extractionUid === 'image'))
        throw new HttpError(404, 'There is no such job.')
      const extractions = all.filter(({ job }) => job.kind !== 'image' && job.imageUid === found.job.uid)
      const files = filesOf(world, [found, ...extractions])
      const failed = failureOf(world.modes, found, extractions)
      return json({
        status: failed === null ? wordFor(found, world.modes) : words[world.modes.statusWords].failed,
        ...(failed !== null && world.modes.failureMessage === 'sentence' && { message: failed }),
        ...urls(world.modes, found, files),
      })
    },
  }
}

/** The MP4 first, then the newest of each kind of file. */
function filesOf(world: World, standing: readonly Standing[]): readonly WireFile[] {
  const newest = new Map<string, JobRecord>()
  for (const { job, state } of standing) {
    if (state.kind !== 'succeeded') continue
    newest.set(EXTENSIONS[job.kind], job)
  }
  return [...newest.values()].map((job) => wireFile(world, job))
}

function wireFile({ storage, modes }: World, { uid, kind }: JobRecord): WireFile {
  const extension = EXTENSIONS[kind]
  const url = storage.link(`opus/${uid}.${extension}`, modes.linkMinutes)
  return extension === 'mp4' && !modes.mp4Extension ? { url } : { url, extension }
}

function urls(
  { unfinishedUrls }: OpusModes,
  { job }: Standing,
  files: readonly WireFile[],
): { readonly urls?: readonly WireFile[] } {
  if (unfinishedUrls === 'absent' && files.length === 0) return {}
  if (unfinishedUrls !== 'blank') return { urls: files }
  const wanted = job.kind === 'image' ? Object.values(EXTENSIONS) : [EXTENSIONS[job.kind]]
  const done = files.map((file) => file.extension ?? 'mp4')
  const missing = wanted.filter((extension) => !done.includes(extension))
  return { urls: [...files, ...missing.map((extension) => ({ url: '', extension }))] }
}

/** Why this id reads FAILED, or null: a newer extraction makes up for one that failed. */
function failureOf(modes: OpusModes, { state }: Standing, extractions: readonly Standing[]): string | null {
  if (state.kind === 'failed') return state.code
  const last = extractions.at(-1)?.state
  return last?.kind === 'failed' && modes.failedExtraction === 'visible' ? last.code : null
}

/** The vendor's older service had the first vocabulary and announced the second; which one this service has is not known. */
const words = {
  upper: {
    slow: 'PENDING',
    queued: 'PENDING',
    running: 'IN_PROGRESS',
    stuck: 'IN_PROGRESS',
    succeeded: 'COMPLETED',
    failed: 'FAILED',
  },
  title: {
    slow: 'Pending',
    queued: 'Queued',
    running: 'Running',
    stuck: 'Suspended',
    succeeded: 'Completed',
    failed: 'Failed',
  },
} as const

function wordFor({ job, state }: Standing, { statusWords }: OpusModes): string {
  const word = words[statusWords]
  switch (state.kind) {
    case 'queued':
      return job.script.starting ? word.slow : word.queued
    case 'running':
      return state.percent >= (job.script.stallAtPercent ?? Number.POSITIVE_INFINITY)
        ? word.stuck
        : word.running
    case 'retrying':
      return word.stuck
    case 'succeeded':
      return word.succeeded
    case 'failed':
    // There is no request that cancels a job.
    case 'canceled':
      return word.failed
  }
}
