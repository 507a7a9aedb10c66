import type { CharacterRecord } from '../deepmotion/character.ts'
import type { AccountData, SessionRecord } from '../deepmotion/world.ts'
import type { JobRecord } from './job.ts'
import type { PromptRecord } from './prompt-record.ts'

/** All that SayMotion remembers, each kind by its id and in order of creation. Records are replaced, never changed. */
export interface SayMotionData extends AccountData {
  readonly jobs: Map<string, JobRecord>
  readonly prompts: Map<string, PromptRecord>
}

/** The same as plain JSON. */
export interface SayMotionState {
  readonly sessions: readonly SessionRecord[]
  readonly jobs: readonly JobRecord[]
  readonly prompts: readonly PromptRecord[]
  readonly characters: readonly CharacterRecord[]
}

export function toSayMotionState(data: SayMotionData): SayMotionState {
  return structuredClone({
    sessions: [...data.sessions.values()],
    jobs: [...data.jobs.values()],
    prompts: [...data.prompts.values()],
    characters: [...data.characters.values()],
  })
}

export function fromSayMotionState(state: SayMotionState | null): SayMotionData {
  return {
    sessions: new Map(state?.sessions.map((session) => [session.id, session])),
    jobs: new Map(state?.jobs.map((job) => [job.rid, job])),
    prompts: new Map(state?.prompts.map((prompt) => [prompt.rid, prompt])),
    characters: new Map(state?.characters.map((character) => [character.id, character])),
  }
}
