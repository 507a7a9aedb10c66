import type { ServedFile } from '../http/file-reply.ts'
import type { Ids } from '../ids.ts'
import type { Spool } from './spool.ts'
import type { StoredObject, UploadSession } from './state.ts'

/** What the storage's routes work on. */
export interface StorageParts {
  readonly objects: Map<string, StoredObject>
  readonly sessions: Map<string, UploadSession>
  readonly spool: Spool
  readonly ids: Ids
  /** A path of this server as an absolute URL. */
  readonly url: (path: string) => string
  /** Whether the query's signature fits to the path, and has not expired. */
  readonly check: (path: string, query: URLSearchParams) => 'valid' | 'expired' | 'wrong'
  readonly file: (key: string) => ServedFile | null
}
