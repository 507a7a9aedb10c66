import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import type { JobRecord } from './job.ts'
import { moment, runOf, type World } from './world.ts'

/**
 * Links to read and write a corrected pose file of each person before a re-run.
 *
 * Assumed: the shape for a job about one person, which is the same without `trackingId`; and 404 for a job that has no
 * result.
 *
 * @see Animate 3D REST API document v2.0.0, "PeSave"
 */
export function poseFilesRoute(world: World): Route {
  return {
    name: 'animate3d.poses',
    method: 'GET',
    pattern: '/pesave/getUrls/:rid',
    handle({ params }) {
      const rid = params['rid'] ?? ''
      const run = runOf(world, moment(world), rid)
      if (!run?.job.animation || run.state.kind !== 'succeeded')
        throw new HttpError(404, `The job ${rid} has no result.`)
      const { job } = run
      return json(
        peopleOf(job).map((trackingId) => ({
          ...(trackingId !== null && { trackingId }),
          ...links(world, job, trackingId),
        })),
      )
    },
  }
}

/** Hashes of the poses that were corrected, as text; empty where none was. */
export function correctedPoses(world: World, job: JobRecord): string {
  return peopleOf(job)
    .map((trackingId) => written(world, idOf(job, trackingId))?.sha256 ?? '')
    .join('')
}

/** What was written for a person of a run, null where nothing was. */
export function written({ data, storage }: World, id: string) {
  const file = data.poseFiles.get(id)
  return file ? storage.contentOf(file.objectId) : null
}

function links(world: World, job: JobRecord, trackingId: string | null) {
  const { data, storage, modes } = world
  const id = idOf(job, trackingId)
  const known = data.poseFiles.get(id)
  const url =
    (known && storage.rewriteUrl(known.objectId, modes.linkMinutes)) ??
    storage.createUpload({ name: `${id}.pesave`, resumable: false, minutes: modes.linkMinutes })
  const object = storage.objectAt(url)
  if (object) data.poseFiles.set(id, { id, objectId: object.id })
  return {
    modifiedVersionReadUrl: written(world, id)
      ? storage.link(`animate3d/poses/${id}`, modes.linkMinutes)
      : null,
    modifiedVersionWriteUrl: url,
  }
}

function peopleOf({ animation }: JobRecord): readonly (string | null)[] {
  return animation?.people?.map(({ trackingId }) => trackingId) ?? [null]
}

function idOf(job: JobRecord, trackingId: string | null): string {
  return `${job.key}/${trackingId ?? 'all'}`
}
