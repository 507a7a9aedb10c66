import { canCancel, isTerminal, type JobOutput, type JobSnapshot } from '@onetake/core'
import { Exit, EXIT } from './exit.ts'
import { describeJob, formatBytes } from './progress-line.ts'
import type { RunFolder, RunNote } from './run-folder.ts'
import type { Terminal } from './terminal.ts'
import { watchJob, type WatchOptions } from './watch-job.ts'
import { VIEWER, type Workbench } from './workbench.ts'
import { writeFiles, type WrittenFile } from './write-files.ts'

/**
 * Watch a job to its end, write what it made, and say how it went: the last part of `run`, `resume`
 * and the verbs.
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
  let leftBecause = ''
  let files: readonly WrittenFile[] = []
  try {
    const watched = await watchJob(engine, note.jobId, options, terminal)
    leftBecause = watched.leftBecause
    if (watched.job.status === 'submitting') {
      terminal.stderr.write('Waiting for the answer of the provider. Ctrl-C again gives up on it.\n')
    }
    if (watched.job.status === 'succeeded') files = await writeFiles(engine, watched.job, folder)
  } finally {
    await close()
  }
  // Closing lets a submit on its way arrive, so only now is it known how the job was left.
  const job = await engine.get(note.jobId, VIEWER)
  tellDone(job)
  if (!isTerminal(job)) throw new Exit(EXIT.unknown, `${leftBecause}\n${howToGoOn(job, folder.path)}`)
  await folder.clear()
  if (job.status !== 'succeeded') throw new Exit(EXIT.jobFailed, sentence(describeJob(job)))

  function tellDone(ended: JobSnapshot): void {
    const { status } = ended
    if (options.json) {
      terminal.stdout.write(`${JSON.stringify({ event: 'done', status, out: folder.path, files })}\n`)
      return
    }
    for (const { path, bytes } of files) terminal.stdout.write(`${path}  ${formatBytes(bytes)}\n`)
    // What was made is in no file: the answer itself.
    if (ended.status === 'succeeded' && files.length === 0) {
      terminal.stdout.write(`${JSON.stringify((ended.output as JobOutput).data, null, 2)}\n`)
    }
  }
}

/** What a person can do about a job that is not over. */
function howToGoOn(job: JobSnapshot, path: string): string {
  if (job.status === 'unconfirmed') {
    return [
      'The job may have been started, and charged. One of:',
      `  onetake resume ${path}    look for it again`,
      `  onetake retry ${path}     send it again, knowing that it may be charged twice`,
      `  onetake abandon ${path}   give up on it`,
    ].join('\n')
  }
  if (job.status === 'pending') return `It was not sent. To send it: onetake resume ${path}`
  const stop = canCancel(job) ? ` To stop it: onetake cancel ${path}` : ''
  return `The job goes on without us. To see how it ends: onetake resume ${path}${stop}`
}

const sentence = (text: string) =>
  text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
