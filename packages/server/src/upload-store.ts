import { JobError, type Upload, type UploadFile } from '@onetake/core'

/** An upload that may still be arriving. */
export interface UploadState extends Omit<Upload, 'mediaType'> {
  readonly owner: string
  /** How many of its bytes are here. */
  readonly receivedBytes: number
}

/** Where input files are kept. */
export interface UploadStore {
  /** Begin an upload. False: the id is taken. */
  create(upload: Omit<UploadState, 'receivedBytes'>): Promise<boolean>
  /** Null: the owner has no such upload. */
  get(id: string, owner: string): Promise<UploadState | null>
  /**
   * Take in what comes next. A body that breaks off leaves what had arrived.
   *
   * @param offset - Of the first byte of `body`; must be `receivedBytes`.
   * @throws JobError `conflict` where it is not, or where another body is arriving; `invalid-input` for more than `bytes`.
   */
  append(id: string, owner: string, offset: number, body: ReadableStream<Uint8Array>): Promise<UploadState>
  /** @throws JobError `not-found` where the owner has no such upload, or it is not complete. */
  open(id: string, owner: string): Promise<UploadFile>
  /** Forget an upload, complete or not. */
  remove(id: string, owner: string): Promise<void>
}

/** An engine that takes no files. */
export const noUploads: UploadStore = {
  create: async () => refuse(),
  get: async () => null,
  append: async () => refuse(),
  open: async () => refuse(),
  remove: async () => {},
}

function refuse(): never {
  throw new JobError('unsupported', 'This server takes no files: its engine was created without `uploads`.')
}
