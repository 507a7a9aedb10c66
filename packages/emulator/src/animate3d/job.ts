import type { ScheduledJob } from '../schedule/scheduled-job.ts'

/** What a job was made from, as it was when the job was submitted. */
export interface Footage {
  /** `missing`: nothing was uploaded there. `broken`: neither a video nor a picture. */
  readonly kind: 'video' | 'image' | 'missing' | 'broken'
  /** The upload that holds it; null for a URL that is not one of ours. */
  readonly objectId: string | null
  readonly fileName: string
  readonly sizeBytes: number
  readonly durationSeconds: number
  /** What the motion is seeded with, so that two videos differ and one repeats. */
  readonly sha256: string
}

export interface Person {
  /** Three digits. */
  readonly trackingId: string
  readonly modelId: string
}

/** How an MP4 of a result looks. */
export interface FilmRecipe {
  readonly sideBySide: boolean
  /** 0..255 each, or null: as usual. */
  readonly backgroundColor: readonly [red: number, green: number, blue: number] | null
  readonly shadow: boolean
  /** 0 cinematic, 1 fixed, 2 face. */
  readonly cameraMode: 0 | 1 | 2
}

export type ResultType = 'bvh' | 'fbx' | 'glb' | 'mp4' | 'png' | 'jpg' | 'dmpe'

/** What is made from the footage; null in {@link JobRecord} for a job that only detects people. */
export interface Animation {
  /** Null: those that are usual for the footage. */
  readonly formats: readonly ResultType[] | null
  /** The character of one person; null for the service's own. */
  readonly modelId: string | null
  /** Who is animated in a job about several people; null for a job about one. */
  readonly people: readonly Person[] | null
  /** Seconds of the footage. */
  readonly trim: readonly [from: number, to: number] | null
  /** 1..8: how much the footage was slowed down. */
  readonly speed: number
  readonly upperBodyOnly: boolean
  readonly trackFace: boolean
  readonly trackHand: boolean
  /** Settings that shape the motion without words, as text; empty where none is given. */
  readonly style: string
  readonly film: FilmRecipe
}

/**
 * One run of a job. The second phase of a job about several people, and its re-runs where the modes say so, are runs of
 * their own under the same `rid`.
 */
export interface JobRecord extends ScheduledJob {
  /** Unique, unlike `rid`; the first run of a job has its rid here. */
  readonly key: string
  readonly rid: string
  /** The parameters as they came, by name. */
  readonly parameters: Readonly<Record<string, string>>
  /** Credits, if it does not fail. */
  readonly price: number
  readonly footage: Footage
  readonly animation: Animation | null
  /** How many people the detection found. */
  readonly persons: number
}
