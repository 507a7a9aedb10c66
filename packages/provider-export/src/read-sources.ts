import {
  type Context,
  type FinishedJob,
  invalidInput,
  JobError,
  type JobFile,
  type UploadFile,
} from '@onetake/core'
import type { SourceFile } from '@onetake/export'
import type { BundleInput } from './bundle-input.ts'

/** What is packed is in memory as a whole, and its result as well. In bytes. */
const MOST_BYTES = 512 * 1024 ** 2
const MEBIBYTE = 1024 ** 2

type Lent = Pick<Context<unknown>, 'finished' | 'read'>

/**
 * The job whose files are packed, and which of them.
 *
 * @throws JobError `invalid-input` that names the field, where that is no finished job of this owner, or it has too much.
 */
export async function findSources(
  { job: jobId, variant }: BundleInput,
  { finished }: Lent,
): Promise<FinishedJob> {
  const found = await finished(jobId).catch((error: unknown) => {
    if (!JobError.is(error) || (error.code !== 'not-found' && error.code !== 'conflict')) throw error
    throw invalidInput('job', `Must be the id of a job of yours that has succeeded. ${error.message}`)
  })
  const files = found.files.filter((file) => variant === undefined || (file.variant ?? 1) === variant)
  if (files.length === 0) {
    throw found.files.length === 0
      ? invalidInput('job', 'Must be a job that made files: that one made none.')
      : invalidInput('variant', `Must be one that the job has: there is no variant ${variant}.`)
  }
  if (sizeOf(files) > MOST_BYTES) {
    throw invalidInput(
      'job',
      `Its files are ${Math.ceil(sizeOf(files) / MEBIBYTE)} MiB; at most ${MOST_BYTES / MEBIBYTE} MiB can be packed.`,
    )
  }
  return { ...found, files }
}

/** The bytes of what is packed. */
export const readSources = (files: readonly JobFile[]): Promise<SourceFile[]> =>
  Promise.all(files.map(async (file) => ({ name: file.name, bytes: await readAll(await file.read()) })))

/**
 * A rigged person that was handed in, not read yet; null where nobody is named.
 *
 * @throws JobError `invalid-input` that names `character`, where there is no such upload, or it is no GLB.
 */
export async function findCharacter(
  { character: uploadId }: BundleInput,
  { read }: Lent,
): Promise<UploadFile | null> {
  if (uploadId === undefined) return null
  const file = await read(uploadId).catch((error: unknown) => {
    if (!JobError.is(error) || error.code !== 'not-found') throw error
    throw invalidInput('character', 'Must be the id of a complete upload of yours.')
  })
  if (file.bytes > MOST_BYTES) {
    throw invalidInput('character', `Must be a file of at most ${MOST_BYTES / MEBIBYTE} MiB.`)
  }
  if (file.mediaType !== 'model/gltf-binary') {
    throw invalidInput('character', 'Must be a GLB or VRM file, as its content says, whatever its name.')
  }
  return file
}

export const readCharacter = async (file: UploadFile): Promise<SourceFile> => ({
  name: file.name,
  bytes: await readAll(file.stream()),
})

const sizeOf = (files: readonly JobFile[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0)

const readAll = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await new Response(stream).arrayBuffer())
