import type { Content } from './content.ts'
import type { ContentWriter } from './spool.ts'

/** Everything the upload storage keeps. */
export interface StoredObject {
  readonly id: string
  /** The signed URL allows a plain PUT, or the start of a resumable upload; never both. */
  readonly resumable: boolean
  /** File name the caller spoke of, with its extension where it gave one. */
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Complete content, or null before the upload has finished. */
  content: Content | null
}

/** A resumable upload in progress or done. */
export interface UploadSession {
  readonly id: string
  readonly objectId: string
  /** What arrived so far, whole pieces of it; null when all is complete. */
  writer: ContentWriter | null
  /** Size of the whole in bytes, null while the client has not said. */
  total: number | null
  /** Which request may write: the newest, since a client that sends again has given up the one before. */
  turn: number
}

/** The storage in a snapshot. Contents above the inline limit stay behind: only their size and hash are told. */
export interface StorageState {
  readonly objects: readonly (Omit<StoredObject, 'content'> & {
    readonly content: {
      readonly size: number
      readonly sha256: string
      readonly base64: string | null
    } | null
  })[]
  readonly sessions: readonly (Omit<UploadSession, 'writer' | 'turn'> & {
    readonly complete: boolean
    readonly receivedBase64: string
  })[]
}
