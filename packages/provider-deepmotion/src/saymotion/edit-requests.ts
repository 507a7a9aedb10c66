/**
 * What the JSON-valued parameters hold. SayMotion tells what kind of job is meant by which of them is there.
 *
 * @see SayMotion REST API README, "API 1: Start Processing" (DeepMotion/SayMotion-REST-API, Beta v1.5.0); the fields
 * also npm dm-saymotion-api 1.0.0, data/params.js. That the parameter decides the kind: assumed.
 */
export interface EditRequests {
  readonly rerunRequest: { readonly rerun: Flag }
  readonly inPaintingRequest: {
    readonly prompt: string
    /** In seconds from the beginning of the motion. */
    readonly intervals: readonly { readonly start: number; readonly end: number }[]
  }
  /** The outer `t2m_rid` and `variant_id` are the first motion, these the one it is merged with. */
  readonly mergingRequest: {
    readonly t2m_rid: string
    readonly variant_id: number
    readonly editRequest:
      | {
          /** In frames. */
          readonly numTrimLeft: number | undefined
          /** In frames. */
          readonly numTrimRight: number | undefined
        }
      | undefined
    readonly prompt: string
    /** In seconds. */
    readonly blendDuration: number | undefined
  }
  readonly loopRequest: {
    readonly prompt: string | undefined
    readonly numReps: number
    /** In seconds. */
    readonly blendDuration: number | undefined
    readonly fixRootMode: 'INTERPOLATION' | 'LOCKED' | undefined
    readonly fixRootPositionAltitude: Flag | undefined
    readonly fixRootPositionHorizontal: Flag | undefined
    readonly fixRootOrientation: Flag | undefined
    /** 1: the whole motion, 0: the transition only. */
    readonly fixAcrossEntireMotion: Flag | undefined
  }
  readonly refineRequest: {
    readonly prompt: string | undefined
    /** From 0 to 1; higher styles more freely. */
    readonly creativity: number | undefined
  }
}

export type Flag = 0 | 1

/** A yes or no as SayMotion writes it; what was not told stays untold. */
export const toFlag = <Told extends boolean | undefined>(told: Told) =>
  (told === undefined ? undefined : told ? 1 : 0) as Told extends boolean ? Flag : Flag | undefined
