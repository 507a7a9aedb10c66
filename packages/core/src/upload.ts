/** One input file that a person handed in, kept by the server. */
export interface Upload {
  /** 1 to 64 letters, digits, `-` or `_`. What a file field of an input names. */
  readonly id: string
  /** As the person's machine calls it. Not a path, and not to be made one. */
  readonly name: string
  /** Of the whole file. */
  readonly bytes: number
  /** As the bytes say, not as the name says; `application/octet-stream` where they say nothing known. */
  readonly mediaType: string
}

/** An upload, as a provider reads it. */
export interface UploadFile extends Upload {
  /**
   * The bytes, as fast as they are read, and as often as they are asked for.
   *
   * @param start - The first byte that is wanted, from 0: to go on where a line broke.
   */
  stream(start?: number): ReadableStream<Uint8Array<ArrayBuffer>>
}
