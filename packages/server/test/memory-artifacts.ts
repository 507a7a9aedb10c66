import { JobError } from '@onetake/core'
import type { ArtifactStore } from '../src/artifact-store.ts'

/** Artifacts in memory, for tests whose clock stands still. */
export function createMemoryArtifacts(): ArtifactStore {
  const files = new Map<string, Blob>()
  return {
    async write(key, body) {
      files.set(key, await new Response(body).blob())
    },
    async read(key, range) {
      const file = files.get(key)
      if (!file) throw new JobError('not-found', 'There is no such artifact.')
      return (range ? file.slice(range.start, range.end + 1) : file).stream()
    },
  }
}
