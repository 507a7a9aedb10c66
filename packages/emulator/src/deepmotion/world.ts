import type { Clock } from '../clock.ts'
import type { Ids } from '../ids.ts'
import type { JobState } from '../schedule/job-state.ts'
import type { Storage } from '../storage/storage.ts'
import { type CharacterRecord, stockCharacters } from './character.ts'
import type { DeepMotionModes } from './modes.ts'

export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** What to sign in with at either service: they are two products of one account. */
export const deepMotionCredentials: Credentials = {
  clientId: 'emulated-client',
  clientSecret: 'emulated-secret',
}

export interface SessionRecord {
  readonly id: string
  readonly expiresAt: number
}

/** What each DeepMotion service remembers besides its jobs. Records are replaced, never changed. */
export interface AccountData {
  readonly sessions: Map<string, SessionRecord>
  readonly characters: Map<string, CharacterRecord>
}

/** What the parts that SayMotion and Animate 3D share work on. */
export interface DeepMotionWorld {
  /** Names the routes (`saymotion.auth`) and the files (`/storage/files/saymotion/...`). */
  readonly service: 'saymotion' | 'animate3d'
  readonly clock: Clock
  readonly ids: Ids
  readonly seed: number
  readonly storage: Storage
  readonly modes: DeepMotionModes
  readonly credentials: Credentials
  readonly data: AccountData
}

/** All jobs of a service as they stand now. */
export interface Moment {
  readonly now: number
  readonly states: ReadonlyMap<string, JobState>
}

export function characterById({ data }: DeepMotionWorld, id: string): CharacterRecord | null {
  return stockCharacters.find((character) => character.id === id) ?? data.characters.get(id) ?? null
}
