import { ExportError, type ExportErrorCode } from '../export-error.ts'

/** The error for a binary file that cannot be read further than `byteOffset`. */
export const fbxError = (
  byteOffset: number,
  message: string,
  code: ExportErrorCode = 'invalid-file',
): ExportError =>
  new ExportError(code, `Byte ${byteOffset}: ${message}`, { byteOffset, line: null, column: null })
