import type { CharacterRecord } from '../deepmotion/character.ts'
import type { AccountData, SessionRecord } from '../deepmotion/world.ts'
import type { JobRecord } from './job.ts'

export interface WebhookEndpoint {
  readonly id: string
  readonly url: string
  readonly events: readonly string[]
}

/** A pose file that may be corrected before a re-run. */
export interface PoseFile {
  /** The run's key and the person's tracking id, with a slash between them. */
  readonly id: string
  readonly objectId: string
}

/** All that Animate 3D remembers, each kind by its id and in order of creation. Records are replaced, never changed. */
export interface Animate3dData extends AccountData {
  /** By key. */
  readonly jobs: Map<string, JobRecord>
  readonly endpoints: Map<string, WebhookEndpoint>
  readonly poseFiles: Map<string, PoseFile>
}

/** The same as plain JSON. */
export interface Animate3dState {
  readonly sessions: readonly SessionRecord[]
  readonly characters: readonly CharacterRecord[]
  readonly jobs: readonly JobRecord[]
  readonly endpoints: readonly WebhookEndpoint[]
  readonly poseFiles: readonly PoseFile[]
}

export function toAnimate3dState(data: Animate3dData): Animate3dState {
  return structuredClone({
    sessions: [...data.sessions.values()],
    characters: [...data.characters.values()],
    jobs: [...data.jobs.values()],
    endpoints: [...data.endpoints.values()],
    poseFiles: [...data.poseFiles.values()],
  })
}

export function fromAnimate3dState(state: Animate3dState | null): Animate3dData {
  const byId = <T extends { readonly id: string }>(records: readonly T[] = []) =>
    new Map(records.map((record) => [record.id, record]))
  return {
    sessions: byId(state?.sessions),
    characters: byId(state?.characters),
    jobs: new Map(state?.jobs.map((job) => [job.key, job])),
    endpoints: byId(state?.endpoints),
    poseFiles: byId(state?.poseFiles),
  }
}
