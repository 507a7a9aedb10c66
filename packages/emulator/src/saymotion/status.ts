import { wireStatus, type WireStatus } from '../deepmotion/status.ts'
import { splitRids } from '../deepmotion/rid.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { JobState } from '../schedule/job-state.ts'
import type { JobRecord } from './job.ts'
import { resultFiles } from './result-files.ts'
import { isVisible, moment, type World } from './world.ts'

export function statusRoute(world: World): Route {
  return {
    name: 'saymotion.status',
    method: 'GET',
    pattern: '/job/v1/status/:rids',
    handle(exchange) {
      const { states } = moment(world)
      const status = splitRids(exchange.params['rids'] ?? '').flatMap((rid) => {
        const job = world.data.jobs.get(rid)
        const state = states.get(rid)
        return job && isVisible(world, state) ? [statusOf(world, job, state)] : []
      })
      return json({ count: status.length, status })
    },
  }
}

export function statusOf({ modes }: World, job: JobRecord, state: JobState): WireStatus {
  const variants = Array.from({ length: job.variants }, (_, index) => index + 1)
  return wireStatus(job, state, modes, () => ({
    input: job.sourceRid === null ? [] : [job.sourceRid],
    out: variants.flatMap((variant) =>
      resultFiles(job, variant).map(({ group, type }) => `${group}.${type}`),
    ),
  }))
}
