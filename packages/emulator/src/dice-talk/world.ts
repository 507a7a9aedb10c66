import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Studio } from '../media/studio.ts'
import { type JobState, jobStates } from '../schedule/job-state.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'
import type { DiceTalkModes } from './modes.ts'
import type { TaskRecord } from './task.ts'

/** What every part of the DICE-Talk service works on. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly modes: DiceTalkModes
  readonly studio: Studio
  /** By id, in order of creation. Records are replaced, never changed. */
  readonly tasks: Map<string, TaskRecord>
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

/** Whether the film of a task that succeeded at an instant is still there. */
export function isKept({ modes }: World, succeededAt: number, now: number): boolean {
  return modes.retentionHours === null || now < succeededAt + modes.retentionHours * 3_600_000
}
