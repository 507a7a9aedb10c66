import type { Clock } from '../clock.ts'
import { digest, type Ids } from '../ids.ts'
import type { ServedFile } from '../http/file-reply.ts'
import type { RouteGroup } from '../http/router.ts'
import type { Content } from './content.ts'
import { checkSignature, signedQuery } from './signature.ts'
import type { StorageParts } from './parts.ts'
import type { StorageState, StoredObject } from './state.ts'
import { storageRoutes } from './routes.ts'
import { fromState, toState } from './snapshot.ts'
import { createSpool } from './spool.ts'

/** Where services keep uploads and hand out files: what a cloud storage with signed URLs is to the real ones. */
export interface Storage {
  /** A signed URL to write one object to, valid for `minutes`. */
  createUpload(upload: {
    readonly name: string
    readonly resumable: boolean
    readonly minutes: number
  }): string
  /** The object that a signed upload URL of ours names; null for any other URL. */
  objectAt(url: string): StoredObject | null
  /** A signed URL for one more write of an object, valid for `minutes`; null for one that is unknown. */
  rewriteUrl(objectId: string, minutes: number): string | null
  /** A finished upload; null when unknown, unfinished or left behind by a snapshot. */
  contentOf(objectId: string): Content | null
  /** A link to a file below `/storage/files/<key>`, valid for `minutes`. */
  link(key: string, minutes: number): string
  /** Say who makes the files whose key begins with `<name>/`. */
  serve(name: string, make: (key: string) => ServedFile | null): void
  readonly group: RouteGroup
  snapshot(): StorageState
  /** Remove what lies on disk. */
  close(): Promise<void>
}

const UPLOADS = '/storage/uploads/'

export function createStorage(options: {
  readonly clock: Clock
  readonly ids: Ids
  readonly seed: number
  /** `http://localhost:4010`, known once the server listens. */
  readonly origin: () => string
  readonly state: StorageState | null
}): Storage {
  const { clock, ids } = options
  const secret = digest(options.seed, 'storage secret')
  const spool = createSpool()
  const { objects, sessions } = fromState(options.state, spool)
  const makers = new Map<string, (key: string) => ServedFile | null>()
  const url = (path: string) => `${options.origin()}${path}`

  const uploadUrl = (id: string, expiresAt: number) =>
    url(`${UPLOADS}${id}?${signedQuery(secret, UPLOADS + id, expiresAt)}`)

  const parts: StorageParts = {
    objects,
    sessions,
    spool,
    ids,
    url,
    check: (path, query) => checkSignature(secret, path, query, clock.now()),
    file(key) {
      const [name = '', ...rest] = key.split('/')
      return makers.get(name)?.(rest.join('/')) ?? null
    },
  }

  return {
    createUpload({ name, resumable, minutes }) {
      const id = ids.next('upload').slice(0, 32)
      const createdAt = clock.now()
      const expiresAt = createdAt + minutes * 60_000
      objects.set(id, { id, resumable, name, createdAt, expiresAt, content: null })
      return uploadUrl(id, expiresAt)
    },
    rewriteUrl: (id, minutes) => (objects.has(id) ? uploadUrl(id, clock.now() + minutes * 60_000) : null),
    objectAt(candidate) {
      if (!URL.canParse(candidate)) return null
      const { pathname, searchParams } = new URL(candidate)
      const known = pathname.startsWith(UPLOADS) && parts.check(pathname, searchParams) !== 'wrong'
      return known ? (objects.get(pathname.slice(UPLOADS.length)) ?? null) : null
    },
    contentOf: (id) => objects.get(id)?.content ?? null,
    link(key, minutes) {
      const path = `/storage/files/${key.split('/').map(encodeURIComponent).join('/')}`
      return url(`${path}?${signedQuery(secret, path, clock.now() + minutes * 60_000)}`)
    },
    serve(name, make) {
      makers.set(name, make)
    },
    group: storageRoutes(parts),
    snapshot: () => toState(objects, sessions),
    close: () => spool.close(),
  }
}
