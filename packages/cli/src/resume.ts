import { Exit, EXIT } from './exit.ts'
import { finish } from './finish.ts'
import { createRunFolder, type RunFolder, type RunNote } from './run-folder.ts'
import type { Terminal } from './terminal.ts'
import type { WatchOptions } from './watch-job.ts'
import { openWorkbench, VIEWER, type Workbench } from './workbench.ts'

/** Go on with the job of a folder. */
export async function resume(path: string, options: WatchOptions, terminal: Terminal): Promise<void> {
  const { workbench, folder, note } = await reopen(path, terminal)
  await finish(workbench, folder, note, options, terminal)
}

/** The workbench of a run that was left, with its job taken up again. */
export async function reopen(
  path: string,
  { env }: Terminal,
): Promise<{ workbench: Workbench; folder: RunFolder; note: RunNote }> {
  const folder = createRunFolder(path)
  const note = await folder.readNote()
  if (!note) throw new Exit(EXIT.usage, `${folder.path} holds no job to go on with.`)
  const workbench = await openWorkbench(folder, note, env)
  const { operation } = await workbench.engine.get(note.jobId, VIEWER)
  try {
    workbench.assertConfigured(operation)
  } catch (thrown) {
    await workbench.close()
    throw thrown
  }
  return { workbench, folder, note }
}
