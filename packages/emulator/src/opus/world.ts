import { type JobState, jobStates } from '../schedule/job-state.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'
import type { ServiceContext } from '../service.ts'
import type { OpusData } from './data.ts'
import type { JobRecord } from './job.ts'
import type { OpusModes } from './modes.ts'

export interface Credentials {
  /** Sent as `x-rapidapi-key`. */
  readonly rapidApiKey: string
}

/** What every part of the Opus service works on. */
export interface World extends ServiceContext {
  readonly modes: OpusModes
  readonly credentials: Credentials
  readonly data: OpusData
}

/** A job that the service answers for, and how it stands now. */
export interface Standing {
  readonly job: JobRecord
  readonly state: Exclude<JobState, { readonly kind: 'forgotten' }>
}

/** All jobs that the service still answers for, as they stand now, in order of creation. */
export function standings({ clock, data, modes }: World): readonly Standing[] {
  const states = jobStates(data.jobs, slotsOf(data.jobs, modes), clock.now())
  return [...data.jobs.values()].flatMap((job) => {
    const state = states.get(job.uid)
    return state && state.kind !== 'forgotten' ? [{ job, state }] : []
  })
}

/** Images share the workers; the extractions of one image run one after another. */
function slotsOf(jobs: ReadonlyMap<string, JobRecord>, modes: OpusModes): ReadonlyMap<string, Slot> {
  const images = [...jobs.values()].filter(({ kind }) => kind === 'image')
  const extractions = [...jobs.values()].filter(({ kind }) => kind !== 'image')
  return new Map([
    ...scheduleJobs(byUid(images), modes),
    ...images.flatMap(({ uid }) => {
      const ofImage = extractions.filter(({ imageUid }) => imageUid === uid)
      return [...scheduleJobs(byUid(ofImage), { workers: 1, queueSeconds: modes.queueSeconds })]
    }),
  ])
}

function byUid(jobs: readonly JobRecord[]): ReadonlyMap<string, JobRecord> {
  return new Map(jobs.map((job) => [job.uid, job]))
}
