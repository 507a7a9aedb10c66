import { finish } from './finish.ts'
import { reopen } from './resume.ts'
import type { Terminal } from './terminal.ts'
import type { WatchOptions } from './watch-job.ts'
import { VIEWER } from './workbench.ts'

/** Ask the provider to stop the job of a folder. It may still finish first; then its files are written. */
export async function cancel(path: string, options: WatchOptions, terminal: Terminal): Promise<void> {
  const { workbench, folder, note } = await reopen(path, terminal)
  try {
    const job = await workbench.engine.cancel(note.jobId, VIEWER)
    if (job.status === 'canceled') terminal.stderr.write('The job had not been sent yet.\n')
  } catch (thrown) {
    await workbench.close(await workbench.engine.get(note.jobId, VIEWER))
    throw thrown
  }
  await finish(workbench, folder, note, options, terminal)
}
