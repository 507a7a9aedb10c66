import { HttpError } from '../http/http-error.ts'
import { digest } from '../ids.ts'
import { footageAt } from './footage.ts'
import { detectedBy } from './models.ts'
import type { Origin } from './plan.ts'
import { correctedPoses } from './pose-files.ts'
import { moment, runOf, type World } from './world.ts'

/** What a job is made from, and the id that it keeps; null for an id of its own. */
export interface Source extends Origin {
  readonly rid: string | null
}

/**
 * The one of `url`, `rid` and `rid_mp_detection` that a request has.
 *
 * @throws HttpError 400 unless it is exactly one, and the job that it names has succeeded. What the service really says
 *   is not documented.
 */
export async function readSource(world: World, body: Readonly<Record<string, unknown>>): Promise<Source> {
  const given = ['url', 'rid', 'rid_mp_detection'].flatMap((name) => {
    const value = body[name]
    return typeof value === 'string' && value !== '' ? [{ name, value }] : []
  })
  const [one] = given
  if (!one || given.length > 1)
    throw new HttpError(400, 'The body needs one of url, rid and rid_mp_detection.')
  if (one.name === 'url')
    return { footage: await footageAt(world, one.value), rid: null, detected: null, previous: null }
  return one.name === 'rid' ? again(world, one.value) : secondPhase(world, one.value)
}

/** A re-run makes another result of the same footage; of poses that were corrected meanwhile, another motion. */
function again(world: World, rid: string): Source {
  const run = runOf(world, moment(world), rid)
  if (run?.state.kind !== 'succeeded') throw new HttpError(400, `The job ${rid} has no result.`)
  const { footage, animation } = run.job
  const people = animation?.people ?? null
  const poses = correctedPoses(world, run.job)
  return {
    footage: poses === '' ? footage : { ...footage, sha256: digest(footage.sha256, poses) },
    rid: people && world.modes.multiPersonRerun === 'same-rid' ? rid : null,
    detected: people ? detectedBy(run.job) : null,
    previous: people,
  }
}

function secondPhase(world: World, rid: string): Source {
  const { states } = moment(world)
  const detection = world.data.jobs.get(rid)
  if (!detection || detection.animation !== null || states.get(rid)?.kind !== 'succeeded')
    throw new HttpError(400, `${rid} is no detection that has succeeded.`)
  return { footage: detection.footage, rid, detected: detectedBy(detection), previous: null }
}
