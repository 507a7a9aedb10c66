import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import type { JobRecord } from './job.ts'
import { statusOf } from './status.ts'
import { allRuns, moment, type World } from './world.ts'

/** All jobs, or those of some statuses. @see Animate 3D REST API document v2.0.0, "List Jobs" */
export function listRoutes(world: World): readonly Route[] {
  return ['/list', '/list/:statuses'].map((pattern) => ({
    name: 'animate3d.list',
    method: 'GET',
    pattern,
    handle(exchange) {
      const list = entries(world, exchange)
      return json({ count: list.length, list })
    },
  }))
}

/** `mode` and `models`, as lists and links have them for jobs about several people. */
export function modelsOf({ animation }: JobRecord): Readonly<Record<string, unknown>> {
  if (!animation?.people) return {}
  // Assumed: no document says what the two types count; these are those that stock characters have elsewhere.
  return {
    mode: 1,
    models: animation.people.map((person) => ({ ...person, faceDataType: 0, handDataType: 1 })),
  }
}

function entries(world: World, { params }: Exchange): readonly object[] {
  const statuses = params['statuses']?.split(',')
  const at = moment(world)
  return allRuns(world, at).flatMap((run) => {
    const { job } = run
    const { status } = statusOf(world, run)
    if (statuses && !statuses.includes(status)) return []
    const slot = at.slots.get(job.key)
    const changedAt = [slot?.endsAt, slot?.startsAt].find((time) => (time ?? Number.NaN) <= at.now)
    return [
      {
        rid: job.rid,
        fileName: job.footage.fileName,
        fileSize: job.footage.sizeBytes,
        fileDuration: job.footage.durationSeconds,
        status,
        ctime: Math.floor(world.data.jobs.get(job.rid)?.createdAt ?? job.createdAt),
        mtime: Math.floor(changedAt ?? job.createdAt),
        ...modelsOf(job),
      },
    ]
  })
}
