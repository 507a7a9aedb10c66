import { zipSync } from 'fflate'
import { createByteCache } from '../byte-cache.ts'
import { characterFile } from '../deepmotion/character-file.ts'
import { toBvh } from '../files/bvh.ts'
import { toFbx, toFbxZip } from '../files/fbx.ts'
import { toGlb } from '../files/glb.ts'
import { toPng } from '../files/png.ts'
import type { ServedFile } from '../http/file-reply.ts'
import { motionOf } from './clip.ts'
import { paintStill, toFilm } from './film.ts'
import type { FilmRecipe, JobRecord } from './job.ts'
import { toJpeg } from './jpeg.ts'
import { detectionResult, poseLandmarks } from './landmarks.ts'
import { written } from './pose-files.ts'
import { CONTENT_TYPES, fileKey, intermediateFiles, type ResultFile, resultFiles } from './result-files.ts'
import type { World } from './world.ts'

/** Bytes of made files that are kept; everything can be made again. */
const CACHE_BYTES = 64 * 1024 * 1024

/** Width and height of a detected person's portrait, in pixels. */
const THUMBNAIL = 128

const plainFilm: FilmRecipe = { sideBySide: false, backgroundColor: null, shadow: true, cameraMode: 0 }

/**
 * Makes the files that Animate 3D hands out, when they are asked for: `jobs/<key>/<group>.<type>`,
 * `characters/<id>/character.glb` or `thumb.png`, and what was uploaded: `inputs/<id>`, `poses/<id>`.
 */
export function createResults(world: World): (key: string) => ServedFile | null {
  const cache = createByteCache(CACHE_BYTES)
  return (key) => {
    const [area, id = '', ...rest] = key.split('/')
    if (area === 'characters') return characterFile(world, id, rest.join('/'))
    if (area === 'inputs') return uploaded(world.storage.contentOf(id))
    if (area === 'poses') return uploaded(written(world, [id, ...rest].join('/')))
    const job = area === 'jobs' ? world.data.jobs.get(id) : undefined
    const files = job ? [...resultFiles(job, world.modes), ...intermediateFiles(job)] : []
    const file = job && files.find((candidate) => fileKey(job, candidate) === `animate3d/${key}`)
    if (!job || !file) return null
    return { bytes: cache.get(key, () => make(job, file, files)), contentType: CONTENT_TYPES[file.type] }
  }
}

function uploaded(content: ReturnType<typeof written>): ServedFile | null {
  return content && { content, contentType: 'application/octet-stream' }
}

function make(job: JobRecord, file: ResultFile, files: readonly ResultFile[]): Uint8Array {
  if (file.who === 'all' && file.group === 'all_characters') return archive(job, file, files)
  const person = file.who === 'all' ? (job.animation?.people?.[0]?.trackingId ?? null) : file.who
  const motion = motionOf(job, person)
  const film = job.animation?.film ?? plainFilm
  switch (file.type) {
    case 'bvh':
      return toBvh(motion)
    case 'fbx':
      return toFbxZip(motion)
    case 'glb':
      return toGlb(motion)
    case 'dmpe':
      return poseLandmarks(motion, person)
    case 'cdsave':
      return detectionResult(job)
    case 'mp4': {
      const people = job.animation?.people?.map(({ trackingId }) => motionOf(job, trackingId))
      return toFilm(people ?? [motion], film)
    }
    case 'jpg': {
      const { width, height, rgba } = paintStill(motion, film)
      return toJpeg(width, height, rgba)
    }
    case 'png': {
      const { width, height, rgba } = paintStill(motion, film, job.animation ? undefined : THUMBNAIL)
      return toPng(width, height, rgba)
    }
  }
}

/** One type of everybody's files. */
function archive(job: JobRecord, { type }: ResultFile, files: readonly ResultFile[]): Uint8Array {
  const each = files.filter((file) => file.type === type && file.who !== 'all' && file.who !== null)
  const entries = each.map((file) => {
    // An fbx on its own is an archive already; here it is in one.
    const bytes = type === 'fbx' ? toFbx(motionOf(job, file.who)) : make(job, file, files)
    return [`${file.group}.${type}`, [bytes, { mtime: new Date(2024, 0, 1), level: 6 }]] as const
  })
  return zipSync(Object.fromEntries(entries.map(([name, [bytes, options]]) => [name, [bytes, options]])))
}
