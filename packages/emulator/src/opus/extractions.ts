import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import { isFinished } from '../schedule/job-state.ts'
import type { JobKind } from './job.ts'
import { toUid } from './uid.ts'
import { standings, type World } from './world.ts'

/**
 * One more file of a finished image job: `?job_uid=` names it, the body is an empty JSON object.
 *
 * @see Opus API integration example, `extract_glb` and `extract_gaussian` in test.py
 */
export function extractionRoutes(world: World): readonly Route[] {
  return (['glb', 'gaussian'] as const).map((kind) => ({
    name: `opus.extract-${kind}`,
    method: 'POST',
    pattern: `/extract-${kind}`,
    makes: 'job',
    handle: async (exchange) => json({ job_uid: await extract(world, kind, exchange) }),
  }))
}

async function extract(world: World, kind: Exclude<JobKind, 'image'>, exchange: Exchange): Promise<string> {
  const { data, modes } = world
  await exchange.json()
  const imageUid = exchange.query.get('job_uid')
  if (imageUid === null || imageUid === '') throw new HttpError(400, 'The query needs job_uid.')
  const all = standings(world)
  const image = all.find(({ job }) => job.uid === imageUid && job.kind === 'image')
  if (!image) throw new HttpError(404, 'There is no such job.')
  if (image.state.kind !== 'succeeded')
    throw new HttpError(modes.earlyExtraction, 'The image of this job is not processed yet.')
  const busy = all.some(
    ({ job, state }) => job.kind !== 'image' && job.imageUid === imageUid && !isFinished(state),
  )
  if (busy && modes.parallelExtraction === 'conflict')
    throw new HttpError(409, 'Another extraction of this job is running.')

  const uid = toUid(world.ids.next('opus job'))
  data.jobs.set(uid, {
    uid,
    kind,
    imageUid,
    picture: image.job.picture,
    createdAt: world.clock.now(),
    workMs: Math.max(1, modes.extractionSeconds * 1000),
    canceledAt: null,
    script: jobScriptOf(exchange.faults),
  })
  return modes.extractionUid === 'image' ? imageUid : uid
}
