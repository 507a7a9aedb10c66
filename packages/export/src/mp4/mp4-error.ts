import { ExportError, type ExportErrorCode } from '../export-error.ts'

/** The error for a video file that cannot be read further than `byteOffset`. */
export const mp4Error = (
  byteOffset: number,
  message: string,
  code: ExportErrorCode = 'invalid-file',
): ExportError =>
  new ExportError(code, `Byte ${byteOffset}: ${message}`, { byteOffset, line: null, column: null })
