import { createByteCache } from '../byte-cache.ts'
import { characterFile } from '../deepmotion/character-file.ts'
import type { ServedFile } from '../http/file-reply.ts'
import { createMotion } from '../motion/motion.ts'
import { toBvh } from '../files/bvh.ts'
import { toFbxZip } from '../files/fbx.ts'
import { toGlb } from '../files/glb.ts'
import { defaultView, toMp4, type View } from '../files/mp4.ts'
import type { JobRecord } from './job.ts'
import { CONTENT_TYPES, fileKey, intermediateFiles, resultFiles, type ResultType } from './result-files.ts'
import type { World } from './world.ts'

/** Bytes of made files that are kept; everything can be made again. */
const CACHE_BYTES = 64 * 1024 * 1024

/** Width and height of the video that comes with a motion, in pixels: small, because most clients fetch it unasked. */
const PREVIEW_PIXELS = 256

/** Width and height of a render, in pixels. */
const RENDER_PIXELS = 480

/**
 * Makes the files that SayMotion hands out, when they are asked for: `jobs/<rid>/<variant>/<group>.<type>` and
 * `characters/<id>/character.glb` or `thumb.png`.
 */
export function createResults(world: World): (key: string) => ServedFile | null {
  const cache = createByteCache(CACHE_BYTES)
  return (key) => {
    const [area, id = '', ...rest] = key.split('/')
    if (area === 'characters') return characterFile(world, id, rest.join('/'))
    const job = area === 'jobs' ? world.data.jobs.get(id) : undefined
    if (!job) return null
    const variant = Number(rest[0])
    const file = [...resultFiles(job, variant), ...intermediateFiles(job, variant)].find(
      (candidate) => fileKey(job, variant, candidate) === `saymotion/${key}`,
    )
    if (!file || !(variant >= 1 && variant <= job.variants)) return null
    const bytes = cache.get(key, () => make(job, variant, file.type))
    return { bytes, contentType: CONTENT_TYPES[file.type] }
  }
}

function make(job: JobRecord, variant: number, type: ResultType): Uint8Array {
  const motion = createMotion({ ...job.motion, variant: job.render?.variant ?? variant })
  switch (type) {
    case 'bvh':
      return toBvh(motion)
    case 'fbx':
      return toFbxZip(motion)
    case 'glb':
      return toGlb(motion)
    case 'mp4':
      return toMp4(motion, filmOf(job))
  }
}

function filmOf({ render }: JobRecord): View {
  const pixels = render ? RENDER_PIXELS : PREVIEW_PIXELS
  return { ...defaultView, width: pixels, height: pixels, ...render }
}
