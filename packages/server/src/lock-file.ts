import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { JobError } from '@onetake/core'

/**
 * Claim something for this process: a file with its id. A dead process gives its claim up, so there
 * is nothing to release.
 *
 * @throws JobError `conflict` when another living process has it.
 */
export async function takeLockFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  for (;;) {
    const holder = await holderOf(path)
    if (holder === process.pid) return
    if (holder !== null && isAlive(holder)) {
      throw new JobError('conflict', `Another process (${holder}) is at work in ${dirname(path)}.`)
    }
    if (holder !== null) await rm(path, { force: true })
    // Whoever comes second in the same moment finds the file, and looks again at whose it is.
    await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 }).catch(unlessThere)
  }
}

async function holderOf(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  return text === null ? null : Number(text)
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** Signal 0 asks whether a process is there; EPERM says that it is, and somebody else's. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
