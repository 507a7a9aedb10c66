import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { balance } from './account.ts'
import type { JobScript } from '../schedule/scheduled-job.ts'
import type { JobRecord } from './job.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import { isFinished } from '../schedule/job-state.ts'
import { InvalidParams, isRecord, parseParams } from '../deepmotion/params.ts'
import { planJob, type Plan } from './plan.ts'
import { toRid } from '../deepmotion/rid.ts'
import { characterById } from '../deepmotion/world.ts'
import { isVisible, moment, type World } from './world.ts'

/** Credits of a motion and of a render. Assumed: the real price list is not public. */
const PRICES = { text2motion: 1, render: 0.5 } as const

const NO_CREDITS = '101'
const BAD_MOTION_PARAMS = '502'
const CHARACTER_NOT_LOADED = '704'
const MESH_NOT_LOADED = '901'
const BAD_RENDER_PARAMS = '1102'

export function jobRoutes(world: World): readonly Route[] {
  return [
    {
      name: 'saymotion.process',
      method: 'POST',
      pattern: '/job/v1/process/:processor',
      makes: 'job',
      handle: async (exchange) => json({ rid: await submit(world, exchange) }),
    },
    {
      name: 'saymotion.import',
      method: 'POST',
      pattern: '/job/v1/import/animate3d/:rid',
      makes: 'job',
      handle: async (exchange) => json({ rid: await importMotion(world, exchange) }),
    },
    {
      name: 'saymotion.cancel',
      method: 'GET',
      pattern: '/job/v1/cancel/:rid',
      handle: (exchange) => json({ result: cancel(world, exchange.params['rid'] ?? '') }),
    },
  ]
}

async function submit(world: World, exchange: Exchange): Promise<string> {
  const processor = exchange.params['processor']
  if (processor !== 'text2motion' && processor !== 'render')
    throw new HttpError(400, `There is no processor ${processor}.`)
  const params = parseParams(await exchange.json())
  try {
    return accept(world, planJob(world, processor, params), params.echo, jobScriptOf(exchange.faults))
  } catch (error) {
    if (!(error instanceof InvalidParams)) throw error
    if (world.modes.invalidParams === 'reject') throw new HttpError(400, error.message)
    const code = processor === 'render' ? BAD_RENDER_PARAMS : BAD_MOTION_PARAMS
    return accept(world, { ...nothing, kind: processor === 'render' ? 'render' : 'generate' }, params.echo, {
      fail: { code, atPercent: 0 },
    })
  }
}

async function importMotion(world: World, exchange: Exchange): Promise<string> {
  const body = await exchange.json()
  const model = isRecord(body) ? body['model'] : undefined
  if (typeof model !== 'string' || model === '') throw new HttpError(400, 'The body needs `model`.')
  const { echo } = parseParams({ params: isRecord(body) ? (body['params'] ?? []) : [] })
  const rid = exchange.params['rid'] ?? ''
  const motion = { prompt: `imported motion ${rid}`, durationSeconds: null, seed: world.seed }
  const plan: Plan = { ...nothing, kind: 'import', motion, model, sourceRid: rid }
  return accept(world, plan, { ...echo, model }, jobScriptOf(exchange.faults))
}

/** @returns Whether there was something to cancel. The answer to a finished or unknown job is assumed. */
function cancel(world: World, rid: string): boolean {
  const { now, states } = moment(world)
  const job = world.data.jobs.get(rid)
  const state = states.get(rid)
  if (!job || !isVisible(world, state) || isFinished(state)) return false
  world.data.jobs.set(rid, { ...job, canceledAt: now })
  return true
}

function accept(
  world: World,
  plan: Plan,
  parameters: Readonly<Record<string, string>>,
  script: JobScript,
): string {
  const { modes, data } = world
  const processor = plan.kind === 'render' ? 'render' : 'text2motion'
  const { now, states } = moment(world)
  const broke = balance(world, states) < PRICES[processor]
  const failure = broke ? NO_CREDITS : characterFault(world, plan.model)
  const share = processor === 'render' ? 0.5 : 1 + (plan.variants - 1) / 2
  const record: JobRecord = {
    rid: toRid(world.ids.next('job')),
    kind: plan.kind,
    processor,
    parameters,
    createdAt: now,
    workMs: Math.max(1, modes.jobSeconds * 1000 * share),
    price: broke ? 0 : PRICES[processor],
    variants: plan.variants,
    paidVariants: [],
    skipFbx: plan.skipFbx,
    sourceRid: plan.sourceRid,
    motion: plan.motion,
    render: plan.render,
    canceledAt: null,
    script: failure === null ? script : { fail: { code: failure, atPercent: 0 }, ...script },
  }
  data.jobs.set(record.rid, record)
  return record.rid
}

/** A character that cannot be used lets the job fail, not the request. */
function characterFault(world: World, model: string | null): string | null {
  if (model === null) return null
  const character = characterById(world, model)
  if (!character) return CHARACTER_NOT_LOADED
  return character.missing ? MESH_NOT_LOADED : null
}

const nothing: Plan = {
  kind: 'generate',
  motion: { prompt: '', durationSeconds: null, seed: 0 },
  render: null,
  variants: 1,
  skipFbx: false,
  sourceRid: null,
  model: null,
}
