import { mixSeed } from '../ids.ts'
import { InvalidParams, type Params } from '../deepmotion/params.ts'
import type { Plan } from './plan.ts'
import { sourceOf } from './source.ts'
import type { World } from './world.ts'

export function planGenerate(world: World, params: Params): Plan {
  const prompt = params.required('prompt')
  const model = params.required('model')
  const style = readStyle(params)
  return {
    kind: 'generate',
    motion: { prompt, durationSeconds: readDuration(params), seed: styled(world.seed, style) },
    render: null,
    variants: readVariants(world, params),
    skipFbx: readSkipFbx(params),
    sourceRid: null,
    model,
  }
}

/** `rerun: 1` makes another take, `rerun: 0` the same one with other settings. Assumed: 0 is not explained anywhere. */
export function planRerun(world: World, params: Params): Plan {
  const rerun = params.object('rerunRequest')?.['rerun']
  if (rerun !== 0 && rerun !== 1) throw new InvalidParams('rerunRequest is {"rerun": 0} or {"rerun": 1}.')
  const { job, variant } = sourceOf(world, params)
  // Clients let a re-run carry the parameters of a new job; the number of variants is not for it.
  readVariants(world, params)
  const take =
    rerun === 1 ? mixSeed(job.motion.seed, 'rerun', variant, world.data.jobs.size) : job.motion.seed
  return {
    kind: 'rerun',
    motion: {
      prompt: params.text('prompt') ?? job.motion.prompt,
      durationSeconds: readDuration(params) ?? job.motion.durationSeconds,
      seed: styled(take, readStyle(params)),
    },
    render: null,
    variants: 1,
    skipFbx: readSkipFbx(params),
    sourceRid: job.rid,
    model: params.text('model'),
  }
}

/** Number of variants, 1 to the plan's cap. */
export function readVariants({ modes }: World, params: Params): number {
  return params.integer('numVariant', 1, Math.min(8, modes.maxVariantsGeneration)) ?? 1
}

export function readSkipFbx(params: Params): boolean {
  return params.integer('skipFBX', 0, 1) === 1
}

/** Seconds; null where 0 or nothing leaves it to the service. No maximum is documented; what is made has 30 at most. */
function readDuration(params: Params): number | null {
  return params.number('requestedAnimationDuration', 0, Number.MAX_VALUE) || null
}

/** The settings that shape a motion without words, as text; empty where none is given. */
function readStyle(params: Params): string {
  const given = {
    dis: params.oneOf('dis', ['s']),
    footLockingMode: params.oneOf('footLockingMode', ['auto', 'always', 'never', 'grounding']),
    poseFilteringStrength: params.number('poseFilteringStrength', 0, 1),
    // Withdrawn from the document in 2024; older clients still send it.
    rootAtOrigin: params.text('rootAtOrigin'),
  }
  return Object.values(given).every((value) => value === null) ? '' : JSON.stringify(given)
}

/** Settings change the result; their absence changes nothing. */
function styled(seed: number, style: string): number {
  return style === '' ? seed : mixSeed(seed, style)
}
