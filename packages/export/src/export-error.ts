/**
 * Why a file could not be exported.
 *
 * - `invalid-file`: the bytes are not what they claim to be; `position` says where reading stopped.
 * - `unsupported`: a file, or a feature of one, that this package does not handle (yet).
 * - `invalid-option`: the caller's options contradict themselves or the file.
 */
export type ExportErrorCode = 'invalid-file' | 'unsupported' | 'invalid-option'

/** A place in a file. Text files have a line and a column; binary files have only the byte. */
export interface FilePosition {
  /** From the first byte of the file, 0-based. */
  readonly byteOffset: number
  /** 1-based; CR, LF and CRLF each end one line. `null` in a binary file. */
  readonly line: number | null
  /** 1-based, counted in bytes. `null` in a binary file. */
  readonly column: number | null
}

const BRAND = Symbol.for('@onetake/export/ExportError')

/** The only error this package throws on purpose. The message is a sentence for a person and says what to do next. */
export class ExportError extends Error {
  override readonly name = 'ExportError'
  readonly code: ExportErrorCode
  /** `null` when the cause is not a place in a file, as with an option. */
  readonly position: FilePosition | null

  constructor(code: ExportErrorCode, message: string, position: FilePosition | null = null) {
    super(message)
    this.code = code
    this.position = position
    Object.defineProperty(this, BRAND, { value: true })
  }

  /** Narrows by a registered symbol, so that two copies of this package recognise each other's errors. */
  static is(error: unknown): error is ExportError {
    return typeof error === 'object' && error !== null && BRAND in error
  }
}
