import { createByteCache } from '../byte-cache.ts'
import type { ServedFile } from '../http/file-reply.ts'
import { resample } from '../media/decode-image.ts'
import { toGaussianPly } from './gaussians.ts'
import { EXTENSIONS, type JobKind } from './job.ts'
import { type PictureRecord, reliefSource, textureOf } from './picture-record.ts'
import { toReliefGlb } from './relief-glb.ts'
import { createRelief } from './relief.ts'
import { toSolid } from './solid.ts'
import { toTurntable } from './turntable.ts'
import type { World } from './world.ts'

/** Bytes of made files that are kept; everything can be made again. */
const CACHE_BYTES = 64 * 1024 * 1024

const CONTENT_TYPES = {
  image: 'video/mp4',
  glb: 'model/gltf-binary',
  gaussian: 'application/octet-stream',
} as const

/** Cells of the longer side: what a viewer comes close to, and what is filmed from afar. */
const MODEL_CELLS = 96
const FILM_CELLS = 48
const FILM_TEXTURE_PIXELS = 256

/** Makes the files that Opus hands out, when they are asked for: `<uid>.<extension>`. Equal pictures share them. */
export function createResults({ data }: Pick<World, 'data'>): (key: string) => ServedFile | null {
  const cache = createByteCache(CACHE_BYTES)
  return (key) => {
    const [uid = '', extension] = key.split('.')
    const job = data.jobs.get(uid)
    const picture = job && data.pictures.get(job.picture)
    if (!job || !picture || extension !== EXTENSIONS[job.kind]) return null
    const bytes = cache.get(`${job.picture}.${extension}`, () => make(job.kind, picture))
    return { bytes, contentType: CONTENT_TYPES[job.kind] }
  }
}

function make(kind: JobKind, picture: PictureRecord): Uint8Array {
  const source = reliefSource(picture)
  switch (kind) {
    case 'image': {
      const small = resample(source.texture, FILM_TEXTURE_PIXELS, FILM_TEXTURE_PIXELS)
      return toTurntable(toSolid(createRelief(source, FILM_CELLS)), small)
    }
    case 'glb':
      return toReliefGlb(toSolid(createRelief(source, MODEL_CELLS)), textureOf(picture))
    case 'gaussian':
      return toGaussianPly(source)
  }
}
