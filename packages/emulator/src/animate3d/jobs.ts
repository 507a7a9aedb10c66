import { characterById } from '../deepmotion/world.ts'
import { InvalidParams, isRecord, parseParams } from '../deepmotion/params.ts'
import { toRid } from '../deepmotion/rid.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import type { JobScript } from '../schedule/scheduled-job.ts'
import { balance, priceOf } from './account.ts'
import type { JobRecord } from './job.ts'
import { planJob, type Plan } from './plan.ts'
import { readSource, type Source } from './source.ts'
import { moment, type World } from './world.ts'

const NO_CREDITS = '101'
const NOT_FETCHED = '201'
const NOT_CONVERTED = '202'
const BAD_PARAMS = '503'
const CHARACTER_NOT_LOADED = '504'
const NO_PHYSICS = '505'
const TRIED_AGAIN = '511'
const NOBODY_THERE = '513'
const MESH_NOT_LOADED = '901'

/**
 * Start a job from a URL, from an earlier job (`rid`), or from a detection (`rid_mp_detection`), whose id it keeps.
 *
 * @param accepted - Told of every job.
 * @see Animate 3D REST API document v2.0.0, "Start Processing"
 */
export function processRoute(world: World, accepted: (job: JobRecord) => void): Route {
  return {
    name: 'animate3d.process',
    method: 'POST',
    pattern: '/process',
    makes: 'job',
    async handle(exchange) {
      const job = await submit(world, exchange)
      accepted(job)
      return json({ rid: job.rid })
    },
  }
}

async function submit(world: World, exchange: Exchange): Promise<JobRecord> {
  const body = await exchange.json()
  const processor = isRecord(body) ? body['processor'] : undefined
  if (processor !== 'video2anim') throw new HttpError(400, `There is no processor ${String(processor)}.`)
  const params = parseParams(body)
  const script = jobScriptOf(exchange.faults, TRIED_AGAIN)
  // Before it is known whether the parameters fit: a request without footage makes no job in any mode.
  const source = await readSource(world, isRecord(body) ? body : {})
  try {
    return accept(world, { source, plan: planJob(world, params, source), parameters: params.echo, script })
  } catch (error) {
    if (!(error instanceof InvalidParams)) throw error
    if (world.modes.invalidParams === 'reject') throw new HttpError(400, error.message)
    const plan: Plan = { animation: null, failure: BAD_PARAMS, physics: false }
    return accept(world, { source, plan, parameters: params.echo, script: {} })
  }
}

function accept(
  world: World,
  {
    source,
    plan,
    parameters,
    script,
  }: {
    readonly source: Source
    readonly plan: Plan
    readonly parameters: JobRecord['parameters']
    readonly script: JobScript
  },
): JobRecord {
  const { data, modes } = world
  const at = moment(world)
  const price = priceOf(source.footage, plan.animation)
  const broke = balance(world, at) < price
  const failure = broke
    ? NO_CREDITS
    : (footageFault(world, source) ?? plan.failure ?? modelFault(world, plan))
  const rid = source.rid ?? toRid(world.ids.next('job'))
  const runs = [...data.jobs.values()].filter((job) => job.rid === rid).length
  const share = plan.animation === null ? 0.5 : 0.5 + (plan.animation.people?.length ?? 1) / 2
  const job: JobRecord = {
    key: runs === 0 ? rid : `${rid}_${runs + 1}`,
    rid,
    parameters,
    price: broke ? 0 : price,
    footage: source.footage,
    animation: plan.animation,
    persons: modes.persons,
    createdAt: at.now,
    workMs: Math.max(1, modes.jobSeconds * 1000 * share),
    canceledAt: null,
    script: failure === null ? script : { fail: { code: failure, atPercent: 0 }, ...script },
  }
  data.jobs.set(job.key, job)
  return job
}

function footageFault({ modes }: World, { footage }: Source): string | null {
  if (footage.kind === 'missing') return NOT_FETCHED
  if (footage.kind === 'broken') return NOT_CONVERTED
  return modes.persons === 0 ? NOBODY_THERE : null
}

/** Characters that cannot be used let the job fail, not the request. */
function modelFault(world: World, { animation, physics }: Plan): string | null {
  if (animation === null) return null
  const ids =
    animation.people?.map(({ modelId }) => modelId) ?? [animation.modelId].filter((id) => id !== null)
  for (const id of ids) {
    const character = characterById(world, id)
    if (!character) return CHARACTER_NOT_LOADED
    if (character.missing) return MESH_NOT_LOADED
    if (physics && character.platform === 'custom' && world.modes.customPhysics === 'fails') return NO_PHYSICS
  }
  return null
}
