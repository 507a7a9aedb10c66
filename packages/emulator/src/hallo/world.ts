import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Studio } from '../media/studio.ts'
import { type JobState, jobStates } from '../schedule/job-state.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'
import type { ScheduledJob } from '../schedule/scheduled-job.ts'
import type { HalloModes } from './modes.ts'

/** A task as it was accepted, plus what its owner did to it. */
export interface TaskRecord extends ScheduledJob {
  readonly id: string
  /** MD5 of the two files. */
  readonly imageId: string
  readonly audioId: string
  /** Length of the sound. */
  readonly seconds: number
  /** Taken from the form, and without effect. */
  readonly useCache: boolean
  /** What the service was configured to when the task came. */
  readonly config: Config
}

/** What `/config` keeps, in the words of the wire; nothing is checked. */
export type Config = Readonly<Partial<Record<'guidance_scale' | 'inference_steps' | 'enable_cache', unknown>>>

/** What every part of the Hallo service works on. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly modes: HalloModes
  readonly studio: Studio
  /** By id, in order of creation. Records are replaced, never changed. */
  readonly tasks: Map<string, TaskRecord>
  /** One for the whole service. */
  config: Config
  readonly startedAt: number
}

export interface Moment {
  readonly now: number
  readonly slots: ReadonlyMap<string, Slot>
  readonly states: ReadonlyMap<string, JobState>
}

/** All tasks as they stand now. */
export function moment({ clock, tasks, modes }: World): Moment {
  const now = clock.now()
  const slots = scheduleJobs(tasks, modes)
  return { now, slots, states: jobStates(tasks, slots, now) }
}
