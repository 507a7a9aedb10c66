import { createHash } from 'node:crypto'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Exchange, Route } from '../http/router.ts'
import { PictureError } from '../media/decode-image.ts'
import { jobScriptOf } from '../schedule/job-script.ts'
import { toPictureRecord } from './picture-record.ts'
import { toUid } from './uid.ts'
import type { World } from './world.ts'

/**
 * One image, as the part `file1` of a form; name and media type are not looked at, because the vendor's sample calls
 * everything a JPEG.
 *
 * @see Opus API integration example, `process_image` in test.py
 */
export function processImageRoute(world: World): Route {
  return {
    name: 'opus.process-image',
    method: 'POST',
    pattern: '/process-image',
    makes: 'job',
    async handle(exchange) {
      const bytes = await uploadedFile(exchange, world.modes.uploadMebibytes * 1024 * 1024)
      const picture = createHash('sha256').update(bytes).digest('hex')
      const refusal = keep(world, picture, bytes)
      if (refusal !== null && world.modes.badPicture === 'reject') throw new HttpError(400, refusal)
      const uid = toUid(world.ids.next('opus job'))
      const script = jobScriptOf(exchange.faults)
      world.data.jobs.set(uid, {
        uid,
        kind: 'image',
        imageUid: uid,
        picture,
        createdAt: world.clock.now(),
        workMs: Math.max(1, world.modes.jobSeconds * 1000),
        canceledAt: null,
        script: refusal === null ? script : { fail: { code: refusal, atPercent: 10 }, ...script },
      })
      return json({ job_uid: uid })
    },
  }
}

async function uploadedFile(exchange: Exchange, limit: number): Promise<Uint8Array> {
  const file = (await exchange.form(limit)).get('file1')
  if (file === null || typeof file === 'string')
    throw new HttpError(400, 'The form needs a file in the part file1.')
  return new Uint8Array(await file.arrayBuffer())
}

/** Keep what results are made from. @returns Why that cannot be done, or null. */
function keep({ data }: World, sha256: string, bytes: Uint8Array): string | null {
  try {
    if (!data.pictures.has(sha256)) data.pictures.set(sha256, toPictureRecord(bytes, sha256))
    return null
  } catch (error) {
    if (error instanceof PictureError) return error.message
    throw error
  }
}
