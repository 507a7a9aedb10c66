import { createWriteStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import type { JobOutput, JobSnapshot } from '@onetake/core'
import type { Engine } from '@onetake/server'
import type { RunFolder } from './run-folder.ts'
import { VIEWER } from './workbench.ts'

/** One file of a finished job, as the `done` line tells it. */
export interface WrittenFile {
  readonly path: string
  readonly format: string
  readonly bytes: number
  readonly sha256: string
}

/** Write the files of a succeeded job beside a `job.json` that says how they came about. */
export async function writeFiles(
  engine: Engine,
  job: JobSnapshot & { status: 'succeeded' },
  folder: RunFolder,
) {
  const files: WrittenFile[] = []
  for (const { id, name, format, bytes, sha256 } of (job.output as JobOutput).artifacts) {
    const path = join(folder.path, name)
    const body = await (await engine.artifact(job.id, id, VIEWER)).read()
    await pipeline(Readable.fromWeb(body as NodeReadableStream), createWriteStream(path))
    files.push({ path, format, bytes, sha256 })
  }
  await writeFile(join(folder.path, 'job.json'), `${JSON.stringify(job, null, 2)}\n`)
  return files
}
