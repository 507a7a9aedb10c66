import { finish } from './finish.ts'
import { reopen } from './resume.ts'
import type { Terminal } from './terminal.ts'
import type { WatchOptions } from './watch-job.ts'
import { VIEWER } from './workbench.ts'

/** What a person can decide about a job that was left in a folder. */
export type Decision = 'cancel' | 'retry' | 'abandon'

/** Carry a decision out, and see how the job ends. One that finishes first still has its files written. */
export async function decide(
  decision: Decision,
  path: string,
  options: WatchOptions,
  terminal: Terminal,
): Promise<void> {
  const { workbench, folder, note } = await reopen(path, terminal)
  try {
    await workbench.engine[decision](note.jobId, VIEWER)
  } catch (thrown) {
    await workbench.close()
    throw thrown
  }
  await finish(workbench, folder, note, options, terminal)
}
