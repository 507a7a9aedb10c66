import { splitRids } from '../deepmotion/rid.ts'
import { wireStatus, type WireStatus } from '../deepmotion/status.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { resultFiles } from './result-files.ts'
import { moment, type Run, runOf, type World } from './world.ts'

/** @see Animate 3D REST API document v2.0.0, "Poll for Job Status" */
export function statusRoute(world: World): Route {
  return {
    name: 'animate3d.status',
    method: 'GET',
    pattern: '/status/:rids',
    handle({ params }) {
      const at = moment(world)
      const status = splitRids(params['rids'] ?? '').flatMap((rid) => {
        const run = runOf(world, at, rid)
        return run ? [statusOf(world, run)] : []
      })
      return json({ count: status.length, status })
    },
  }
}

export function statusOf({ modes }: World, { job, state }: Run): WireStatus {
  const plain = wireStatus(job, state, modes, () => ({
    input: [job.footage.fileName],
    out: resultFiles(job, modes).map(({ group, type }) => `${group}.${type}`),
  }))
  const { positionInQueue, ...rest } = plain
  const entry = modes.positionInQueue === 'absent' || positionInQueue === undefined ? rest : plain
  return modes.progress === 'odd' ? { ...entry, details: oddDetails(entry) } : entry
}

/** Nothing at first, and more than everything at last: what clients have been seen to guard against. */
function oddDetails({ status, details }: WireStatus): WireStatus['details'] {
  const { step } = details
  if (status !== 'PROGRESS' || typeof step !== 'number') return details
  if (step === 0) return {}
  return step < 90 ? details : { step: step + 10, total: 100 }
}
