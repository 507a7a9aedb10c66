import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { Storage } from '../storage/storage.ts'
import { type CharacterRecord, stockCharacters } from './character.ts'
import type { SayMotionData } from './data.ts'
import { type JobState, jobStates } from '../schedule/job-state.ts'
import type { SayMotionModes } from './modes.ts'
import { scheduleJobs, type Slot } from '../schedule/schedule.ts'

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** What every part of the SayMotion service works on. */
export interface World {
  readonly clock: Clock
  readonly ids: Ids
  readonly seed: number
  readonly storage: Storage
  readonly modes: SayMotionModes
  readonly credentials: Credentials
  readonly data: SayMotionData
}

export interface Moment {
  readonly now: number
  readonly slots: ReadonlyMap<string, Slot>
  readonly states: ReadonlyMap<string, JobState>
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

export function characterById({ data }: World, id: string): CharacterRecord | null {
  return stockCharacters.find((character) => character.id === id) ?? data.characters.get(id) ?? null
}
