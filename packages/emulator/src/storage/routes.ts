import { fileReply } from '../http/file-reply.ts'
import { HttpError } from '../http/http-error.ts'
import { empty, text } from '../http/reply.ts'
import type { Exchange, RouteGroup } from '../http/router.ts'
import { type Content, OBJECT_LIMIT } from './content.ts'
import type { StorageParts } from './parts.ts'
import { resume } from './resumable.ts'
import type { Spool } from './spool.ts'
import type { StoredObject } from './state.ts'

/**
 * Signed uploads and downloads. No cookie or password is asked for, and none is in the way.
 *
 * @see Google Cloud Storage, "Resumable uploads" and "Signed URLs" (public documentation)
 */
export function storageRoutes(parts: StorageParts): RouteGroup {
  return {
    prefix: '/storage',
    collapseSlashes: false,
    errorReply: (status, message, headers) => text(`${message}\n`, status, headers),
    routes: [
      {
        name: 'storage.put',
        method: 'PUT',
        pattern: '/uploads/:id',
        async handle(exchange) {
          const object = writableObject(parts, exchange, false)
          const content = await received(parts.spool, exchange)
          await object.content?.discard()
          object.content = content
          return empty(200)
        },
      },
      {
        name: 'storage.start',
        method: 'POST',
        pattern: '/uploads/:id',
        handle(exchange) {
          const object = writableObject(parts, exchange, true)
          if (exchange.headers['x-goog-resumable'] !== 'start')
            throw new HttpError(400, 'A resumable upload is begun with the header x-goog-resumable: start.')
          const id = parts.ids.next('upload session')
          parts.sessions.set(id, {
            id,
            objectId: object.id,
            writer: parts.spool.create(),
            total: null,
            turn: 0,
          })
          return empty(201, {
            location: parts.url(`/storage/sessions?upload_id=${id}`),
            'x-guploader-uploadid': id.slice(0, 16),
          })
        },
      },
      {
        name: 'storage.resume',
        method: 'PUT',
        pattern: '/sessions',
        handle(exchange) {
          const session = parts.sessions.get(exchange.query.get('upload_id') ?? '')
          const object = session && parts.objects.get(session.objectId)
          if (!session || !object) throw new HttpError(404, 'There is no such upload.')
          return resume(session, object, exchange)
        },
      },
      {
        name: 'storage.file',
        method: 'GET',
        pattern: '/files/*key',
        handle(exchange) {
          const key = exchange.params['key'] ?? ''
          const path = `/storage/files/${key.split('/').map(encodeURIComponent).join('/')}`
          requireSignature(parts.check(path, exchange.query))
          const file = parts.file(key)
          if (!file) throw new HttpError(404, 'There is no such file.')
          return fileReply(file, exchange.headers)
        },
      },
    ],
  }
}

/** The body, written while it arrives. What a broken line left is thrown away. */
async function received(spool: Spool, exchange: Exchange): Promise<Content> {
  const writer = spool.create()
  try {
    for await (const chunk of exchange.chunks()) {
      if (writer.sizeBytes + chunk.byteLength > OBJECT_LIMIT)
        throw new HttpError(413, `An object has at most ${OBJECT_LIMIT} bytes.`, { connection: 'close' })
      await writer.append(chunk)
    }
    return await writer.finish()
  } catch (error) {
    await writer.discard()
    throw error
  }
}

function writableObject(parts: StorageParts, exchange: Exchange, resumable: boolean): StoredObject {
  const id = exchange.params['id'] ?? ''
  requireSignature(parts.check(`/storage/uploads/${id}`, exchange.query))
  const object = parts.objects.get(id)
  if (!object) throw new HttpError(404, 'There is no such object.')
  // The method is part of what a storage signs: the other kind of upload is a wrong signature there too.
  if (object.resumable !== resumable)
    throw new HttpError(
      403,
      `SignatureDoesNotMatch: this URL was signed for ${object.resumable ? 'POST' : 'PUT'}.`,
    )
  return object
}

function requireSignature(verdict: 'valid' | 'expired' | 'wrong'): void {
  if (verdict === 'expired') throw new HttpError(403, 'ExpiredToken: this link is no longer valid.')
  if (verdict === 'wrong') throw new HttpError(403, 'SignatureDoesNotMatch')
}
