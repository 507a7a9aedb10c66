import { open, readFile, rename } from 'node:fs/promises'
import type { JobStore } from '@onetake/core'
import { takeLockFile } from './lock-file.ts'
import { createMemoryStore, type StoredJob } from './memory-store.ts'

/**
 * Jobs in one JSON file: for one-shot runs that must outlive their process. Every change is on disk
 * before it counts, so a job found `submitting` was really on its way. A second process is refused.
 *
 * The file holds provider handles; only its owner can read it.
 *
 * @throws JobError `conflict` when another living process has the file.
 * @throws SyntaxError when the file is there but is no JSON.
 */
export async function createFileStore(path: string): Promise<JobStore> {
  await takeLockFile(`${path}.lock`)
  const stored = await readStored(path)
  const jobs = new Map(stored.map((job) => [job.record.job.id, job]))
  const memory = createMemoryStore(jobs)
  let lastWrite: Promise<unknown> = Promise.resolve()

  return {
    ...memory,
    async put(record, expected) {
      // One after another: what is on disk is what counts, and only then does memory follow.
      const written = lastWrite.then(async () => {
        const changed = new Map(jobs)
        if (!(await createMemoryStore(changed).put(record, expected))) return false
        await writeStored(path, [...changed.values()])
        return memory.put(record, expected)
      })
      lastWrite = written.catch(() => {})
      return written
    },
  }
}

async function readStored(path: string): Promise<StoredJob[]> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StoredJob[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Beside its place, flushed, then renamed: a crash leaves the old file or the new one. */
async function writeStored(path: string, jobs: readonly StoredJob[]): Promise<void> {
  const partial = `${path}.part`
  const file = await open(partial, 'w', 0o600)
  try {
    await file.writeFile(JSON.stringify(jobs, null, 2))
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(partial, path)
}
