/**
 * Something that goes wrong on purpose. Percent are of a job's own work, seconds and minutes are virtual.
 *
 * - `drop-request`: the line breaks before anything was processed.
 * - `drop-reply`: the request is processed (a job exists and is charged), then the line breaks.
 * - `status`: an error status instead of the answer; with `processed`, after the request was processed.
 * - `html`: an error page of a proxy instead of the answer, with 200 unless told.
 * - `truncate`: the right head, then the line breaks within the body, after `afterBytes` or half of it.
 * - `malformed-json`: a complete answer whose JSON is cut.
 * - `delay`: the answer comes late.
 * - `short-session`: the session of this sign-in ends after `minutes`, whatever its cookie says.
 * - `fail-job`, `stall-job`, `retry-job`, `starting-job`, `forget-job`: what becomes of the job that this request makes.
 */
export type Fault =
  | { readonly kind: 'drop-request' }
  | { readonly kind: 'drop-reply' }
  | {
      readonly kind: 'status'
      readonly status: number
      readonly message?: string
      readonly retryAfterSeconds?: number
      readonly processed?: boolean
    }
  | { readonly kind: 'html'; readonly status?: number; readonly processed?: boolean }
  | { readonly kind: 'truncate'; readonly afterBytes?: number }
  | { readonly kind: 'malformed-json' }
  | { readonly kind: 'delay'; readonly seconds: number }
  | { readonly kind: 'short-session'; readonly minutes: number }
  | { readonly kind: 'fail-job'; readonly code: string; readonly atPercent?: number }
  | { readonly kind: 'stall-job'; readonly atPercent: number }
  | {
      readonly kind: 'retry-job'
      readonly code?: string
      readonly fromPercent?: number
      readonly untilPercent?: number
    }
  | { readonly kind: 'starting-job' }
  | { readonly kind: 'forget-job'; readonly afterSeconds?: number }

/** A fault, the route it waits on, and which call of that route it hits. */
export type FaultRule = Fault & {
  /** A route's name (`saymotion.process`), all of a service (`saymotion.*`), or `*`. */
  readonly route: string
  /** The n-th call from now on, counted from 1, or every one. Default 1: the next call. */
  readonly call?: number | 'every'
}

type Kind = Fault['kind']
type FieldType = 'string' | 'number' | 'boolean'

/** Fields of each kind; a `?` at the end of the type's name marks one that may be left out. */
const FIELDS: Readonly<Record<Kind, Readonly<Record<string, FieldType | `${FieldType}?`>>>> = {
  'drop-request': {},
  'drop-reply': {},
  status: { status: 'number', message: 'string?', retryAfterSeconds: 'number?', processed: 'boolean?' },
  html: { status: 'number?', processed: 'boolean?' },
  truncate: { afterBytes: 'number?' },
  'malformed-json': {},
  delay: { seconds: 'number' },
  'short-session': { minutes: 'number' },
  'fail-job': { code: 'string', atPercent: 'number?' },
  'stall-job': { atPercent: 'number' },
  'retry-job': { code: 'string?', fromPercent: 'number?', untilPercent: 'number?' },
  'starting-job': {},
  'forget-job': { afterSeconds: 'number?' },
}

/** What a route must make for a kind to have an effect there. */
export function faultNeeds(kind: Kind): 'job' | 'session' | null {
  if (kind === 'short-session') return 'session'
  return kind.endsWith('-job') ? 'job' : null
}

/** Check a rule that came over the wire. @throws TypeError that names the field. */
export function parseFaultRule(value: unknown): FaultRule {
  if (!isRecord(value)) throw new TypeError('A fault is an object with `route` and `kind`.')
  const { route, kind, call, ...rest } = value
  if (typeof route !== 'string') throw new TypeError('A fault needs `route`, a string.')
  if (!isKind(kind)) throw new TypeError(`A fault's \`kind\` is one of ${Object.keys(FIELDS).join(', ')}.`)
  if (call !== undefined && call !== 'every' && !(Number.isInteger(call) && Number(call) >= 1))
    throw new TypeError("A fault's `call` is a whole number from 1, or 'every'.")
  const fields = FIELDS[kind]
  for (const name of Object.keys(rest))
    if (!(name in fields)) throw new TypeError(`A fault of kind ${kind} has no field \`${name}\`.`)
  for (const [name, type] of Object.entries(fields)) {
    const field = rest[name]
    if (field === undefined && type.endsWith('?')) continue
    const right = typeof field === type.replace('?', '')
    if (!right || (typeof field === 'number' && !(field >= 0 && Number.isFinite(field))))
      throw new TypeError(`The \`${name}\` of a fault of kind ${kind} is a ${type.replace('?', '')}.`)
  }
  // Every field was checked against the table above, which the compiler cannot follow.
  return value as FaultRule
}

function isKind(value: unknown): value is Kind {
  return typeof value === 'string' && Object.hasOwn(FIELDS, value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
