import { JobError } from '@onetake/core'
import type { EditRequests } from './edit-requests.ts'
import { jsonText } from './json-param.ts'
import { isWord, promptProblem } from './safe-text.ts'

/** One `key=value` of a job, as SayMotion takes them: the part before the first `=` is the key. */
export type Param = `${WireKey}=${string}`

/**
 * Every parameter that we ever send, and what kind of value it takes. A key that is not here cannot be
 * written, and each is written at most once.
 *
 * @see SayMotion REST API README, "API 1: Start Processing" (DeepMotion/SayMotion-REST-API, Beta v1.5.0)
 */
const WIRE = {
  prompt: quoted,
  model: word,
  requestedAnimationDuration: decimal,
  dis: word,
  footLockingMode: word,
  poseFilteringStrength: decimal,
  skipFBX: decimal,
  numVariant: decimal,
  t2m_rid: word,
  variant_id: decimal,
  bgColor: decimals,
  backdrop: word,
  shadow: decimal,
  camMode: decimal,
  camHorizontalAngle: decimal,
  breakIntoActionablePrompts: decimal,
  sim: decimal,
  trackFace: decimal,
  trackHand: decimal,
  videoSpeedMultiplier: decimal,
  // Watch the capital in the middle.
  inPaintingRequest: (request: EditRequests['inPaintingRequest']) => jsonText(request),
  mergingRequest: (request: EditRequests['mergingRequest']) => jsonText(request),
  loopRequest: (request: EditRequests['loopRequest']) => jsonText(request),
  refineRequest: (request: EditRequests['refineRequest']) => jsonText(request),
  rerunRequest: (request: EditRequests['rerunRequest']) => jsonText(request),
} as const

export type WireKey = keyof typeof WIRE

/** Values by key. What is undefined is not sent. */
export type ParamValues = { readonly [Key in WireKey]?: Parameters<(typeof WIRE)[Key]>[0] | undefined }

/**
 * Write parameters so that no value can become, or change, another parameter: not by a line break, not
 * by a comma, not by a `=`, however a server may split them.
 *
 * @throws JobError `invalid-input` for a value that could. The input schemas say so first; this is the lock.
 */
export function toParams(values: ParamValues): Param[] {
  const params: Param[] = []
  for (const [key, value] of Object.entries(values)) {
    if (!isWireKey(key)) throw new JobError('internal', `SayMotion has no parameter "${key}".`)
    if (value === undefined) continue
    const write: (value: never) => string | null = WIRE[key]
    const text = write(value as never)
    if (text === null) {
      const message = 'This text cannot be sent safely.'
      throw new JobError('invalid-input', `${message} (${key})`, { issues: [{ path: key, message }] })
    }
    params.push(`${key}=${text}`)
  }
  return params
}

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

function word(text: string): string | null {
  return isWord(text) ? text : null
}

/** Never `1e-7`, never `NaN`: digits, at most six of them behind the point. */
function decimal(value: number): string | null {
  if (!Number.isFinite(value) || Math.abs(value) > 1e9) return null
  const text = value.toFixed(6).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

/** The one list: its members are numbers, so its commas are ours. */
function decimals(values: readonly number[]): string | null {
  const texts = values.map(decimal)
  return texts.length === 0 || texts.includes(null) ? null : texts.join(',')
}

export const isWireKey = (key: string): key is WireKey => Object.hasOwn(WIRE, key)
