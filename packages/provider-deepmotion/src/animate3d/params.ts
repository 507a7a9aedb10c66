import { decimal, decimals, flag, spokenFlag, word, words } from '../params/param-values.ts'
import { type ParamOf, type ValuesOf, writeParams } from '../params/write-params.ts'
import { isWord } from '../params/is-word.ts'

/**
 * Every parameter that we ever send, and what kind of value it takes, in the order in which both SDKs send them.
 *
 * @see Animate 3D REST API README, "API 2: Start Processing" (Alpha v2.0.0). `upperBodyOnly`, and both of the words
 * `true` and `false`: PyPI and npm dm-animate3d-api 1.0.0, params. Watch the capital of `render.CamMode`.
 */
const WIRE = {
  config: word,
  formats: words,
  model: word,
  models: personModels,
  sim: flag,
  trackFace: flag,
  trackHand: flag,
  footLockingMode: word,
  videoSpeedMultiplier: decimal,
  poseFilteringStrength: decimal,
  upperBodyOnly: spokenFlag,
  rootAtOrigin: spokenFlag,
  trim: decimals,
  crop: decimals,
  'render.sbs': flag,
  'render.bgColor': decimals,
  'render.backdrop': word,
  'render.shadow': flag,
  'render.includeAudio': flag,
  'render.CamMode': decimal,
  pipeline: word,
} as const

export type Param = ParamOf<typeof WIRE>
export type ParamValues = ValuesOf<typeof WIRE>

/** Who is played by whom, as Animate 3D names them. */
export interface PersonModel {
  readonly trackingId: string
  readonly modelId: string
}

/** @throws JobError `invalid-input` for a value that could become, or change, another parameter. */
export const toParams = (values: ParamValues): Param[] =>
  writeParams(WIRE, { ...values, config: 'configDefault' }, 'Animate 3D')

/**
 * The one value that is JSON. Strict: two words a person, so that its quotes and commas are ours.
 *
 * @see Animate 3D REST API README, "Multi-person"; strict JSON: both SDKs and the demo script
 */
function personModels(persons: readonly PersonModel[]): string | null {
  if (persons.length === 0) return null
  if (!persons.every(({ trackingId, modelId }) => isWord(trackingId) && isWord(modelId))) return null
  return JSON.stringify(persons.map(({ trackingId, modelId }) => ({ trackingId, modelId })))
}
