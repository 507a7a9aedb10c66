import type { Upload, UploadFile } from './upload.ts'

/** An upload that may still be arriving. */
export interface UploadState extends Omit<Upload, 'mediaType'> {
  readonly owner: string
  /** How many of its bytes are here. */
  readonly receivedBytes: number
}

/** Where input files are kept. Every implementation passes `testUploadStore`. */
export interface UploadStore {
  /** The largest upload that is taken, in bytes; 0 where none is. */
  readonly mostBytes: number
  /**
   * Begin an upload. False: the id is taken, by whomever.
   *
   * @throws JobError `invalid-input` for an id that is none, a size that is no number of bytes, or more than `mostBytes`.
   */
  create(upload: Omit<UploadState, 'receivedBytes'>): Promise<boolean>
  /** Null: the owner has no such upload. */
  get(id: string, owner: string): Promise<UploadState | null>
  /**
   * Take in what comes next, no faster than it can be kept. A body that breaks off leaves what had arrived.
   *
   * @param offset - Of the first byte of `body`; must be `receivedBytes`.
   * @throws JobError `not-found`; `conflict` where the offset is another, or another body is arriving;
   * `invalid-input` for more than `bytes`, or a body that broke off.
   */
  append(id: string, owner: string, offset: number, body: ReadableStream<Uint8Array>): Promise<UploadState>
  /** @throws JobError `not-found` where the owner has no such upload, or it is not complete. */
  open(id: string, owner: string): Promise<UploadFile>
  /** Forget an upload, complete or not. A stream of it that is being read may break off. */
  remove(id: string, owner: string): Promise<void>
  /**
   * Forget what was neither written nor opened for as long as the store keeps such things.
   *
   * @param isNeeded - Asked right before an upload goes: whether a job that is not over names it.
   */
  expire(isNeeded: (id: string) => Promise<boolean>): Promise<void>
}
