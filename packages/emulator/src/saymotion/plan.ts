import { InvalidParams, type Params } from '../deepmotion/params.ts'
import type { JobKind, MotionRecipe, RenderRecipe } from './job.ts'
import { planInpaint, planLoop, planMerge, planRefine } from './plan-edit.ts'
import { planGenerate, planRerun } from './plan-motion.ts'
import { planRender } from './plan-render.ts'
import type { World } from './world.ts'

/** What a request asks for, checked. */
export interface Plan {
  readonly kind: JobKind
  readonly motion: MotionRecipe
  readonly render: RenderRecipe | null
  readonly variants: number
  readonly skipFbx: boolean
  readonly sourceRid: string | null
  /** The character to animate, where one is named. */
  readonly model: string | null
}

type Planner = (world: World, params: Params) => Plan

/** The parameter that makes a job an edit of an earlier motion. Its presence decides the kind (inferred from clients). */
const EDITS: readonly (readonly [param: string, planner: Planner])[] = [
  ['rerunRequest', planRerun],
  ['inPaintingRequest', planInpaint],
  ['mergingRequest', planMerge],
  ['loopRequest', planLoop],
  ['refineRequest', planRefine],
]

/**
 * Read and check all parameters of a job.
 *
 * @throws InvalidParams
 * @see SayMotion REST API document v1.5.0, "API 1: Start Processing"
 */
export function planJob(world: World, processor: 'text2motion' | 'render', params: Params): Plan {
  const plan = plannerFor(processor, params)(world, params)
  const unknown = params.unread()
  if (unknown.length > 0 && world.modes.unknownParams === 'reject')
    throw new InvalidParams(`Unknown parameters: ${unknown.join(', ')}.`)
  return plan
}

function plannerFor(processor: 'text2motion' | 'render', params: Params): Planner {
  if (processor === 'render') return planRender
  const edits = EDITS.filter(([param]) => params.has(param))
  const [first, second] = edits
  if (second)
    throw new InvalidParams(`One job is one edit, not ${edits.map(([param]) => param).join(' and ')}.`)
  return first ? first[1] : planGenerate
}
