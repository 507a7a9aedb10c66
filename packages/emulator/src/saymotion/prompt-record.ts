import type { JobScript } from '../schedule/scheduled-job.ts'

/** A prompt that is being optimised. */
export interface PromptRecord {
  readonly rid: string
  readonly prompt: string
  readonly breakIntoActionable: boolean
  readonly createdAt: number
  readonly script: JobScript
}
