import type { JobSnapshot } from '@onetake/core'
import { writeFiles, type WrittenFile } from './write-files.ts'
import { Exit, EXIT } from './exit.ts'
import { describeJob, formatBytes } from './progress-line.ts'
import type { RunFolder, RunNote } from './run-folder.ts'
import type { Terminal } from './terminal.ts'
import { watchJob, type WatchOptions } from './watch-job.ts'
import type { Workbench } from './workbench.ts'

/**
 * Watch a job to its end, write what it made, and say how it went: the last part of `run`, `resume`
 * and `cancel`.
 *
 * @throws Exit `jobFailed`, or `unknown` with how to go on.
 */
export async function finish(
  { engine, close }: Workbench,
  folder: RunFolder,
  note: RunNote,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const { job, leftBecause } = await watchJob(engine, note.jobId, options, terminal)
  if (leftBecause !== '') {
    await close(job)
    tellDone(job, [])
    const goesOn = note.emulator ? 'The emulator waits too.' : 'The job goes on at the provider.'
    throw new Exit(
      EXIT.unknown,
      `${leftBecause}\n${goesOn} To see how it ends: onetake resume ${folder.path}`,
    )
  }
  const files = job.status === 'succeeded' ? await writeFiles(engine, job, folder) : []
  await close(null)
  await folder.clear()
  tellDone(job, files)
  if (job.status !== 'succeeded') throw new Exit(EXIT.jobFailed, sentence(describeJob(job)))

  function tellDone({ status }: JobSnapshot, made: readonly WrittenFile[]): void {
    if (options.json) {
      terminal.stdout.write(`${JSON.stringify({ event: 'done', status, out: folder.path, files: made })}\n`)
      return
    }
    for (const { path, bytes } of made) terminal.stdout.write(`${path}  ${formatBytes(bytes)}\n`)
  }
}

const sentence = (text: string) =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
