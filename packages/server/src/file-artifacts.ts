import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { JobError } from '@onetake/core'
import type { ArtifactStore } from './artifact-store.ts'
import { streamFile } from './stream-file.ts'
import { notStored, writeBody } from './write-body.ts'

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
      await mkdir(dirname(path), { recursive: true }).catch(throwNotStored)
      const file = await open(partial, 'w').catch(throwNotStored)
      try {
        await writeBody(file, body)
        await file.sync().catch(throwNotStored)
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
      return streamFile(file, range)
    },
  }
}

function throwNotStored(cause: unknown): never {
  throw notStored(cause)
}
