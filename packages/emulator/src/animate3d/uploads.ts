import { isRecord } from '../deepmotion/params.ts'
import { HttpError } from '../http/http-error.ts'
import { json } from '../http/reply.ts'
import type { Route } from '../http/router.ts'
import { infoAt } from './footage.ts'
import type { World } from './world.ts'

const UPLOAD_MINUTES = 60

/** Where to put footage, and what it says of itself. @see Animate 3D REST API document v2.0.0, "Video Upload" */
export function uploadRoutes(world: World): readonly Route[] {
  return [
    {
      name: 'animate3d.upload',
      method: 'GET',
      pattern: '/upload',
      handle({ query }) {
        const name = query.get('name')
        // Clients send names without an extension, and a `fileSize` that no document has.
        if (!name) throw new HttpError(400, 'The query needs `name`.')
        const resumable = query.get('resumable') !== '0'
        return json({ url: world.storage.createUpload({ name, resumable, minutes: UPLOAD_MINUTES }) })
      },
    },
    {
      name: 'animate3d.videoInfo',
      method: 'POST',
      pattern: '/videoInfo',
      async handle(exchange) {
        const body = await exchange.json()
        const url = isRecord(body) ? body['url'] : undefined
        if (typeof url !== 'string') throw new HttpError(400, 'The body needs `url`.')
        return json(await infoAt(world, url))
      },
    },
  ]
}
