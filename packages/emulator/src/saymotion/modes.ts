import { type DeepMotionModes, defaultDeepMotionModes } from '../deepmotion/modes.ts'

/**
 * How the emulated SayMotion behaves where its document is silent, where clients and document disagree, and how much
 * it grants. Times are virtual; each further variant adds half of `jobSeconds`, a render takes half of it.
 */
export interface SayMotionModes extends DeepMotionModes {
  /** A canceled job answers FAILURE with `exc_type` TaskRevokedError, or is gone from every answer. */
  readonly canceled: 'failure' | 'vanish'
  /** A download without `variant_id` gives the first variant, or all (charging those not paid yet). */
  readonly withoutVariantId: 'first' | 'all'
  /** The plan's cap on `numVariant`, 1 to 8. */
  readonly maxVariantsGeneration: number
}

export const defaultSayMotionModes: SayMotionModes = {
  ...defaultDeepMotionModes,
  canceled: 'failure',
  withoutVariantId: 'first',
  maxVariantsGeneration: 8,
}
