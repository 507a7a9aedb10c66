import { Unzip, UnzipInflate, UnzipPassThrough } from 'fflate'
import { JobError } from '@onetake/core'

/** Far above any clip of some seconds, far below what fills a disk. In bytes. */
const MAX_BYTES = 512 * 1024 * 1024
/** Deflate makes at most 1032 bytes of one: a slice of this size cannot swell beyond 16 MiB at once. */
const SLICE = 16 * 1024

/**
 * The `.fbx` inside a zip archive, while the archive is still arriving. Reads no further than its end.
 *
 * @throws JobError `provider-protocol` where the archive is broken, ends early, holds no `.fbx`, or one of
 * more than `maxBytes`.
 */
export async function* unzipFbx(
  archive: AsyncIterable<Uint8Array<ArrayBuffer>>,
  maxBytes = MAX_BYTES,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  let ready: Uint8Array<ArrayBuffer>[] = []
  const fbx = { found: false, done: false, bytes: 0 }
  const unzip = new Unzip((file) => {
    const isWanted = !fbx.found && isFbx(file.name)
    fbx.found ||= isWanted
    file.ondata = (error, data, final) => {
      if (error !== null) throw error
      if (!isWanted) return
      fbx.bytes += data.byteLength
      if (data.byteLength > 0) ready.push(new Uint8Array(data))
      fbx.done = final
      if (final && file.originalSize !== undefined && file.originalSize !== fbx.bytes)
        throw new Error('wrong size')
    }
    // The unwanted too: what is not started is kept in memory until somebody starts it.
    file.start()
  })
  unzip.register(UnzipInflate)
  unzip.register(UnzipPassThrough)

  for await (const chunk of archive) {
    for (let start = 0; start < chunk.byteLength && !fbx.done; start += SLICE) {
      attempt(() => unzip.push(chunk.subarray(start, start + SLICE)))
      if (fbx.bytes > maxBytes) throw broken('is larger than any FBX file of a clip')
      yield* ready
      ready = []
    }
    if (fbx.done) return
  }
  // Throws where the archive ends within a file.
  attempt(() => unzip.push(new Uint8Array(), true))
  yield* ready
  if (!fbx.found) throw broken('holds no FBX file')
}

/** Not the shadow copies that macOS puts into its archives. */
const isFbx = (name: string): boolean => /(^|\/)[^./][^/]*\.fbx$/i.test(name) && !name.startsWith('__MACOSX/')

function attempt(step: () => void): void {
  try {
    step()
  } catch (cause) {
    throw broken('is broken', cause)
  }
}

const broken = (how: string, cause?: unknown): JobError =>
  new JobError('provider-protocol', `The archive that DeepMotion sent for the FBX file ${how}.`, { cause })
