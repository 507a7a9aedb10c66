/** Everything the upload storage keeps, as plain data but for the bytes. */
export interface StoredObject {
  readonly id: string
  /** The signed URL allows a plain PUT, or the start of a resumable upload; never both. */
  readonly resumable: boolean
  /** File name the caller spoke of, with its extension where it gave one. */
  readonly name: string
  readonly createdAt: number
  readonly expiresAt: number
  /** Complete content, or null before the upload has finished. */
  content: { readonly bytes: Uint8Array; readonly sha256: string } | null
}

/** A resumable upload in progress or done. */
export interface UploadSession {
  readonly id: string
  readonly objectId: string
  received: Uint8Array
  /** Size of the whole in bytes, null while the client has not said. */
  total: number | null
  complete: boolean
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
  readonly sessions: readonly (Omit<UploadSession, 'received'> & { readonly receivedBase64: string })[]
}
