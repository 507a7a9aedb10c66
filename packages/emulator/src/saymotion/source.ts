import { createMotion } from '../motion/motion.ts'
import type { JobRecord, MotionRecipe } from './job.ts'
import { InvalidParams, type Params } from '../deepmotion/params.ts'
import { isVisible, moment, type World } from './world.ts'

/** An earlier motion that a job goes on from: one variant of one finished job. */
export interface Source {
  readonly job: JobRecord
  readonly variant: number
}

/** Resolve `t2m_rid` and `variant_id` (default 1). @throws InvalidParams */
export function sourceOf(world: World, params: Params): Source {
  const rid = params.required('t2m_rid')
  return motionOf(world, rid, params.integer('variant_id', 1, 8) ?? 1)
}

/** @throws InvalidParams unless the job exists, made motions, succeeded, and has the variant. */
export function motionOf(world: World, rid: string, variant: number): Source {
  const job = world.data.jobs.get(rid)
  const state = moment(world).states.get(rid)
  if (!job || !isVisible(world, state)) throw new InvalidParams(`There is no job ${rid}.`)
  if (job.processor !== 'text2motion') throw new InvalidParams(`The job ${rid} made no motion.`)
  if (state.kind !== 'succeeded') throw new InvalidParams(`The job ${rid} has no result.`)
  if (variant > job.variants) throw new InvalidParams(`The job ${rid} has no variant ${variant}.`)
  return { job, variant }
}

/** How long a motion really is, in seconds. */
export function secondsOf(recipe: MotionRecipe): number {
  const { frameCount, fps } = createMotion({ ...recipe, variant: 1 })
  return frameCount / fps
}
