import { type DeepMotionModes, defaultDeepMotionModes } from '../deepmotion/modes.ts'

/**
 * How the emulated Animate 3D behaves where its document is silent, where clients and document disagree, and how much
 * it grants. Times are virtual. A detection takes half of `jobSeconds`; each further person adds half of it.
 */
export interface Animate3dModes extends DeepMotionModes {
  /** How many people are in every video, 0 to 16; a job about none fails with 513. */
  readonly persons: number
  /** How long a detection's SUCCESS is still told after the second phase, which has the same id, was submitted. */
  readonly staleSuccessSeconds: number
  /** A re-run of several people has an id of its own, or keeps that of the job. The document does not say. */
  readonly multiPersonRerun: 'new-rid' | 'same-rid'
  /**
   * Names of result groups: made harmless where a client would trip over them (shorter than four characters, ending
   * in three digits, beginning with `inter`), or the stem of the upload as it is.
   */
  readonly groupNames: 'safe' | 'stem'
  /** Whether a status tells `positionInQueue`, which clients read and the document does not mention. */
  readonly positionInQueue: 'present' | 'absent'
  /** Progress as the document has it, or with `details` empty at first and `step` beyond `total` at last. */
  readonly progress: 'steady' | 'odd'
  /** `sim=1` on a custom character, which "may be incompatible": it works, or fails with 505. */
  readonly customPhysics: 'works' | 'fails'
  /** How often the end of a job is told to a webhook: 0 loses it, 2 repeats it. */
  readonly webhookDeliveries: number
}

export const defaultAnimate3dModes: Animate3dModes = {
  ...defaultDeepMotionModes,
  persons: 2,
  staleSuccessSeconds: 0,
  multiPersonRerun: 'new-rid',
  groupNames: 'safe',
  positionInQueue: 'present',
  progress: 'steady',
  customPhysics: 'works',
  webhookDeliveries: 1,
}
