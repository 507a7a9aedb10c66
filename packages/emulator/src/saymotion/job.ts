import type { ScheduledJob } from '../schedule/scheduled-job.ts'

/** The ways to make a motion, and `render`, which films one. */
export type JobKind = 'generate' | 'rerun' | 'inpaint' | 'merge' | 'loop' | 'refine' | 'import' | 'render'

/** What a motion is made from; the same recipe and variant give the same bytes. */
export interface MotionRecipe {
  readonly prompt: string
  /** Seconds, or null: the prompt decides. */
  readonly durationSeconds: number | null
  readonly seed: number
}

export interface RenderRecipe {
  readonly variant: number
  /** 0..255 each. */
  readonly backgroundColor: readonly [red: number, green: number, blue: number]
  readonly shadow: boolean
  /** 0 cinematic, 1 fixed, 2 face. */
  readonly cameraMode: 0 | 1 | 2
  /** -90..90. */
  readonly cameraAngleDegrees: number
}

/** A job as it was accepted, plus what its owner did to it. Its state at any instant follows from this and the queue. */
export interface JobRecord extends ScheduledJob {
  readonly rid: string
  readonly kind: JobKind
  readonly processor: 'text2motion' | 'render'
  /** The parameters as they came, by name, prompts without their outer quotes. */
  readonly parameters: Readonly<Record<string, string>>
  /** Credits of the job itself with its first variant; none for one that there was no money for. */
  readonly price: number
  readonly variants: number
  /** Further variants that were paid by downloading them. */
  readonly paidVariants: readonly number[]
  readonly skipFbx: boolean
  readonly sourceRid: string | null
  readonly motion: MotionRecipe
  readonly render: RenderRecipe | null
}
