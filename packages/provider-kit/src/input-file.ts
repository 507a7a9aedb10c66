import { type Context, invalidInput, JobError, type UploadFile } from '@onetake/core'
import { FILE_KINDS, type FileKind, type FileKindName, kindOf } from './file-kind.ts'

/** What a service takes for one of its inputs. */
export interface FileRule {
  /** The field of the input that names the upload. */
  readonly field: string
  readonly kinds: readonly [FileKindName, ...FileKindName[]]
  /** The most that is taken, in bytes. */
  readonly maxBytes: number
}

/** An input file that the service will take, and what it is. */
export interface InputFile {
  readonly file: UploadFile
  readonly kind: FileKind
}

const MEBIBYTE = 1024 * 1024

/**
 * Open an upload and look at it before the service does: a file that it would refuse, or take and fail on, is told
 * to the person while nothing has been sent.
 *
 * @throws JobError `invalid-input` that names the field and says what is allowed.
 */
export async function openInputFile(
  uploadId: string,
  { field, kinds, maxBytes }: FileRule,
  { read }: Pick<Context<unknown>, 'read'>,
): Promise<InputFile> {
  const file = await read(uploadId).catch((error: unknown) => {
    if (!JobError.is(error) || error.code !== 'not-found') throw error
    throw invalidInput(field, 'Must be the id of a complete upload of yours.')
  })
  if (file.bytes > maxBytes) {
    throw invalidInput(field, `Must be a file of at most ${maxBytes / MEBIBYTE} MiB.`)
  }
  const kind = await kindOf(file, kinds)
  if (kind !== null) return { file, kind }
  const names = kinds.map((name) => FILE_KINDS[name].name)
  throw invalidInput(field, `Must be a ${names.join(' or ')} file, as its content says, whatever its name.`)
}
