import type { DeepMotionWorld, Moment as SharedMoment } from '../deepmotion/world.ts'
import { type JobState, jobStates } from '../schedule/job-state.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'
import type { Animate3dData } from './data.ts'
import type { JobRecord } from './job.ts'
import type { Animate3dModes } from './modes.ts'

/** What every part of the Animate 3D service works on. */
export interface World extends DeepMotionWorld {
  readonly modes: Animate3dModes
  readonly data: Animate3dData
}

export interface Moment extends SharedMoment {
  readonly slots: ReadonlyMap<string, Slot>
}

/** A run that the service answers with for its rid, as it stands. */
export interface Run {
  readonly job: JobRecord
  readonly state: JobState
}

/** All runs as they stand now, by their keys. */
export function moment({ clock, data, modes }: World): Moment {
  const now = clock.now()
  const slots = scheduleJobs(data.jobs, modes)
  return { now, slots, states: jobStates(data.jobs, slots, now) }
}

/** The run that a rid means now: the newest, or for a while the one before it. Null for an id that is not known. */
export function runOf({ data, modes }: World, { now, states }: Moment, rid: string): Run | null {
  const runs = [...data.jobs.values()].filter((job) => job.rid === rid)
  const newest = runs.at(-1)
  const isStale = newest && now < newest.createdAt + modes.staleSuccessSeconds * 1000
  const job = isStale ? (runs.at(-2) ?? newest) : newest
  const state = job && states.get(job.key)
  return !job || !state || state.kind === 'forgotten' ? null : { job, state }
}

/** Every rid, oldest first, with the run that it means now. */
export function allRuns(world: World, at: Moment): readonly Run[] {
  const rids = new Set([...world.data.jobs.values()].map(({ rid }) => rid))
  return [...rids].flatMap((rid) => runOf(world, at, rid) ?? [])
}
