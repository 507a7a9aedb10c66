import type { DeepMotionWorld, Moment as SharedMoment } from '../deepmotion/world.ts'
import { type JobState, jobStates } from '../schedule/job-state.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'
import type { SayMotionData } from './data.ts'
import type { SayMotionModes } from './modes.ts'

/** What every part of the SayMotion service works on. */
export interface World extends DeepMotionWorld {
  readonly modes: SayMotionModes
  readonly data: SayMotionData
}

export interface Moment extends SharedMoment {
  readonly slots: ReadonlyMap<string, Slot>
}

/** All jobs as they stand now. */
export function moment({ clock, data, modes }: World): Moment {
  const now = clock.now()
  const slots = scheduleJobs(data.jobs, modes)
  return { now, slots, states: jobStates(data.jobs, slots, now) }
}

/** Whether the service still answers for a job in this state. */
export function isVisible({ modes }: World, state: JobState | undefined): state is JobState {
  if (!state || state.kind === 'forgotten') return false
  return state.kind !== 'canceled' || modes.canceled === 'failure'
}
