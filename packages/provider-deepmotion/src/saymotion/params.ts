import { decimal, decimals, flag, word } from '../params/param-values.ts'
import { type ParamOf, type ValuesOf, writeParams } from '../params/write-params.ts'
import type { EditRequests } from './edit-requests.ts'
import { jsonText } from './json-param.ts'
import { promptProblem } from './prompt-problem.ts'

/**
 * Every parameter that we ever send, and what kind of value it takes.
 *
 * @see SayMotion REST API README, "API 1: Start Processing" (DeepMotion/SayMotion-REST-API, Beta v1.5.0);
 * `breakIntoActionablePrompts`: the same, "Prompt API"
 */
const WIRE = {
  prompt: quoted,
  t2m_rid: word,
  variant_id: decimal,
  model: word,
  requestedAnimationDuration: decimal,
  dis: word,
  footLockingMode: word,
  poseFilteringStrength: decimal,
  skipFBX: flag,
  numVariant: decimal,
  bgColor: decimals,
  backdrop: word,
  shadow: flag,
  camMode: decimal,
  camHorizontalAngle: decimal,
  // Watch the capital in the middle of this one.
  inPaintingRequest: (request: EditRequests['inPaintingRequest']) => jsonText(request),
  mergingRequest: (request: EditRequests['mergingRequest']) => jsonText(request),
  loopRequest: (request: EditRequests['loopRequest']) => jsonText(request),
  refineRequest: (request: EditRequests['refineRequest']) => jsonText(request),
  rerunRequest: (request: EditRequests['rerunRequest']) => jsonText(request),
  breakIntoActionablePrompts: flag,
} as const

export type WireKey = keyof typeof WIRE
export type Param = ParamOf<typeof WIRE>
export type ParamValues = ValuesOf<typeof WIRE>

/** @throws JobError `invalid-input` for a value that could become, or change, another parameter. */
export const toParams = (values: ParamValues): Param[] => writeParams(WIRE, values, 'SayMotion')

export const isWireKey = (key: string): key is WireKey => Object.hasOwn(WIRE, key)

/**
 * In double quotes, not escaped. A server takes off exactly one outer pair, so ours is the one that goes
 * and whatever the text itself begins or ends with stays; bare, a prompt that is one quotation would lose
 * its own. Escapes would arrive as backslashes: nobody is known to undo them. Both official SDKs do the same.
 *
 * @see npm dm-saymotion-api 1.0.0, data/params.js; PyPI dm-saymotion-api 1.0.0. That servers take off one pair: assumed.
 */
function quoted(text: string): string | null {
  return promptProblem(text) === null ? `"${text}"` : null
}
