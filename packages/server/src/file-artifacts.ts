import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { JobError } from '@onetake/core'
import type { ArtifactStore } from './artifact-store.ts'

/**
 * Artifacts as files in one folder: `<folder>/<jobId>/<artifactId>`.
 *
 * A file is written beside its place, flushed to disk and then renamed, so that a crash leaves
 * either the whole file or none.
 */
export function createFileArtifacts(folder: string): ArtifactStore {
  const root = resolve(folder)

  function pathOf(key: string): string {
    const path = resolve(root, key)
    if (!path.startsWith(root + sep)) throw new JobError('not-found', 'There is no such artifact.')
    return path
  }

  return {
    async write(key, body) {
      const path = pathOf(key)
      const partial = `${path}.part`
      await mkdir(dirname(path), { recursive: true }).catch(notStored)
      const file = await open(partial, 'w').catch(notStored)
      try {
        for await (const chunk of body) await file.writeFile(chunk).catch(notStored)
        await file.sync().catch(notStored)
      } catch (error) {
        await rm(partial, { force: true })
        throw error
      } finally {
        await file.close()
      }
      await rename(partial, path)
    },

    async read(key, range) {
      const file = await open(pathOf(key)).catch((cause: unknown) => {
        throw new JobError('not-found', 'There is no such artifact.', { cause })
      })
      const stream = createReadStream(join(root, key), { fd: file, ...range })
      return Readable.toWeb(stream) as ReadableStream<Uint8Array>
    },
  }
}

/** Told apart from a download that broke off: this one is ours to mend. */
function notStored(cause: unknown): never {
  throw new JobError('internal', 'The file could not be stored on our side. Is the disk full?', { cause })
}
