import { mixSeed } from '../ids.ts'
import type { JobKind } from './job.ts'
import { InvalidParams, isRecord, numberWithin, type Params } from '../deepmotion/params.ts'
import type { Plan } from './plan.ts'
import { readSkipFbx, readVariants } from './plan-motion.ts'
import { motionOf, secondsOf, type Source, sourceOf } from './source.ts'
import type { World } from './world.ts'

/** Frames per second in which trims are counted. Assumed. */
const TRIM_FPS = 30

type Fields = Readonly<Record<string, unknown>>

export function planInpaint(world: World, params: Params): Plan {
  const { source, request } = readEdit(world, params, 'inPaintingRequest', ['prompt', 'intervals'])
  const seconds = secondsOf(source.job.motion)
  const intervals = request['intervals']
  if (!Array.isArray(intervals) || intervals.length === 0)
    throw new InvalidParams('inPaintingRequest.intervals is a list of {start, end}.')
  for (const interval of intervals) {
    const { start, end } = isRecord(interval) ? interval : {}
    const from = numberWithin('The start of an interval', start, 0, seconds)
    if (numberWithin('The end of an interval', end, 0, seconds) <= from)
      throw new InvalidParams('An interval ends after its start.')
  }
  const prompt = readText(request, 'inPaintingRequest', 'prompt', true)
  return edit(
    world,
    params,
    'inpaint',
    source,
    request,
    `${source.job.motion.prompt}, then ${prompt}`,
    seconds,
  )
}

export function planMerge(world: World, params: Params): Plan {
  const fields = ['t2m_rid', 'variant_id', 'editRequest', 'prompt', 'blendDuration']
  const { source, request } = readEdit(world, params, 'mergingRequest', fields)
  const variant = request['variant_id'] ?? 1
  if (!Number.isInteger(variant)) throw new InvalidParams('mergingRequest.variant_id is a whole number.')
  const other = motionOf(
    world,
    readText(request, 'mergingRequest', 't2m_rid', true),
    numberWithin('mergingRequest.variant_id', variant, 1, 8),
  )
  const trims = request['editRequest'] ?? {}
  if (!isRecord(trims)) throw new InvalidParams('mergingRequest.editRequest is an object.')
  const trimmed =
    (readCount(trims, 'numTrimLeft', 0) ?? 0) / TRIM_FPS +
    (readCount(trims, 'numTrimRight', 0) ?? 0) / TRIM_FPS
  const blend = readSeconds(request, 'blendDuration')
  const prompt = readText(request, 'mergingRequest', 'prompt', true)
  const seconds = secondsOf(source.job.motion) + secondsOf(other.job.motion) - trimmed - blend
  const words = `${source.job.motion.prompt}, then ${other.job.motion.prompt}, then ${prompt}`
  return edit(world, params, 'merge', source, request, words, seconds)
}

export function planLoop(world: World, params: Params): Plan {
  const flags = [
    'fixRootPositionAltitude',
    'fixRootPositionHorizontal',
    'fixRootOrientation',
    'fixAcrossEntireMotion',
  ]
  const fields = ['prompt', 'numReps', 'blendDuration', 'fixRootMode', ...flags]
  const { source, request } = readEdit(world, params, 'loopRequest', fields)
  for (const flag of flags) {
    const value = request[flag]
    if (value !== undefined && value !== 0 && value !== 1)
      throw new InvalidParams(`loopRequest.${flag} is 0 or 1.`)
  }
  const mode = request['fixRootMode']
  if (mode !== undefined && mode !== 'INTERPOLATION' && mode !== 'LOCKED')
    throw new InvalidParams('loopRequest.fixRootMode is INTERPOLATION or LOCKED.')
  const repetitions = readCount(request, 'numReps', 1)
  if (repetitions === null) throw new InvalidParams('loopRequest.numReps is missing.')
  readSeconds(request, 'blendDuration')
  const prompt = readText(request, 'loopRequest', 'prompt', false)
  const words = prompt === '' ? source.job.motion.prompt : `${source.job.motion.prompt}, then ${prompt}`
  return edit(world, params, 'loop', source, request, words, secondsOf(source.job.motion) * repetitions)
}

export function planRefine(world: World, params: Params): Plan {
  const { source, request } = readEdit(world, params, 'refineRequest', ['prompt', 'creativity'])
  if (request['creativity'] !== undefined)
    numberWithin('refineRequest.creativity', request['creativity'], 0, 1)
  const prompt = readText(request, 'refineRequest', 'prompt', false) || source.job.motion.prompt
  return edit(world, params, 'refine', source, request, prompt, source.job.motion.durationSeconds)
}

function readEdit(
  world: World,
  params: Params,
  name: string,
  fields: readonly string[],
): { readonly source: Source; readonly request: Fields } {
  const request = params.object(name)
  if (request === null) throw new InvalidParams(`The parameter ${name} is missing.`)
  const unknown = Object.keys(request).filter((field) => !fields.includes(field))
  if (unknown.length > 0 && world.modes.unknownParams === 'reject')
    throw new InvalidParams(`${name} has no field ${unknown.join(', ')}.`)
  return { source: sourceOf(world, params), request }
}

function edit(
  world: World,
  params: Params,
  kind: JobKind,
  { job, variant }: Source,
  request: Fields,
  prompt: string,
  durationSeconds: number | null,
): Plan {
  return {
    kind,
    // The request is part of the seed: any other value in it makes another motion.
    motion: {
      prompt,
      durationSeconds,
      seed: mixSeed(job.motion.seed, kind, variant, JSON.stringify(request)),
    },
    render: null,
    variants: readVariants(world, params),
    skipFbx: readSkipFbx(params),
    sourceRid: job.rid,
    model: params.text('model'),
  }
}

function readText(request: Fields, name: string, field: string, required: boolean): string {
  const value = request[field] ?? ''
  if (typeof value !== 'string' || (required && value.trim() === ''))
    throw new InvalidParams(`${name}.${field} is ${required ? 'missing' : 'a text'}.`)
  return value
}

/** A whole number of at least `least`; null where it is not given. */
function readCount(request: Fields, field: string, least: number): number | null {
  const value = request[field]
  if (value === undefined) return null
  if (Number.isInteger(value) && Number(value) >= least) return Number(value)
  throw new InvalidParams(`${field} is a whole number of at least ${least}.`)
}

function readSeconds(request: Fields, field: string): number {
  const value = request[field]
  return value === undefined ? 0 : numberWithin(field, value, 0, Number.MAX_VALUE)
}
