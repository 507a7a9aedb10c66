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

/** What becomes of a job besides the ordinary. Percent are of its own work. */
export interface JobScript {
  readonly fail?: { readonly code: string; readonly atPercent: number }
  readonly stallAtPercent?: number
  readonly retry?: { readonly code: string; readonly fromPercent: number; readonly untilPercent: number }
  /** STARTING instead of a queue position. */
  readonly starting?: boolean
  /** The service no longer knows the job from this long after its creation, in ms. */
  readonly forgetAfterMs?: number
}

/** A job as it was accepted, plus what its owner did to it. Its state at any instant follows from this and the queue. */
export interface JobRecord {
  readonly rid: string
  readonly kind: JobKind
  readonly processor: 'text2motion' | 'render'
  /** The parameters as they came, by name, prompts without their outer quotes. */
  readonly parameters: Readonly<Record<string, string>>
  readonly createdAt: number
  readonly workMs: number
  /** Credits of the job itself with its first variant; none for one that there was no money for. */
  readonly price: number
  readonly variants: number
  /** Further variants that were paid by downloading them. */
  readonly paidVariants: readonly number[]
  readonly skipFbx: boolean
  readonly sourceRid: string | null
  readonly motion: MotionRecipe
  readonly render: RenderRecipe | null
  readonly canceledAt: number | null
  readonly script: JobScript
}
