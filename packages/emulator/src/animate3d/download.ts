import { splitRids } from '../deepmotion/rid.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { modelsOf } from './list.ts'
import { fileKey, intermediateFiles, type ResultFile, resultFiles } from './result-files.ts'
import { moment, type Run, runOf, type World } from './world.ts'

/** Links to the files of finished jobs. @see Animate 3D REST API document v2.0.0, "Get Download URLs" */
export function downloadRoute(world: World): Route {
  return {
    name: 'animate3d.download',
    method: 'GET',
    pattern: '/download/:rids',
    handle({ params }) {
      const at = moment(world)
      const links = splitRids(params['rids'] ?? '').flatMap((rid) => {
        const run = runOf(world, at, rid)
        return run ? [link(world, run)] : []
      })
      return json({ count: links.length, links })
    },
  }
}

function link(world: World, { job, state }: Run): object {
  const { modes, storage } = world
  const { rid, footage } = job
  if (state.kind !== 'succeeded') return modes.unfinishedLink === 'bare' ? { rid } : { rid, urls: [] }
  const files = [...resultFiles(job, modes), ...(modes.intermediates ? intermediateFiles(job) : [])]
  const names = [...new Set(files.map(({ group }) => group))]
  // One key per object: a client that looks at the first key only would lose the others.
  const entry = (file: ResultFile) => ({ [file.type]: storage.link(fileKey(job, file), modes.linkMinutes) })
  return {
    rid,
    name: footage.fileName,
    size: footage.sizeBytes,
    duration: footage.durationSeconds,
    input: storage.link(`animate3d/inputs/${footage.objectId ?? ''}`, modes.linkMinutes),
    urls: names.map((name) => ({ name, files: files.filter(({ group }) => group === name).map(entry) })),
    mode: 0,
    ...modelsOf(job),
  }
}
