import { randomUUID } from 'node:crypto'
import { JobError } from '@onetake/core'
import { bringFiles } from './bring-files.ts'
import { Exit, EXIT } from './exit.ts'
import { finish } from './finish.ts'
import { createRunFolder, type RunNote } from './run-folder.ts'
import { setValues } from './set-values.ts'
import type { Terminal } from './terminal.ts'
import type { WatchOptions } from './watch-job.ts'
import { openWorkbench, VIEWER } from './workbench.ts'

export interface RunOptions extends WatchOptions {
  readonly set: readonly string[]
  readonly out: string
  readonly emulate?: boolean
  readonly speed: number
  readonly seed: number
}

/** Start one job, and see it through. */
export async function run(operation: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const folder = createRunFolder(options.out)
  if (await folder.readNote()) {
    throw new Exit(
      EXIT.usage,
      `${folder.path} holds a job that is not over. Go on with it: onetake resume ${folder.path}`,
    )
  }
  const { speed, seed } = options
  const note: RunNote = { jobId: randomUUID(), emulator: options.emulate ? { speed, seed } : null }
  const workbench = await openWorkbench(folder, note, terminal.env)
  try {
    const { engine } = workbench
    workbench.assertConfigured(operation)
    const known = engine.operations()
    const info = known.find(({ id }) => id === operation)
    if (!info) {
      const ids = known.map(({ id }) => id).join(', ')
      throw new JobError('not-found', `There is no operation "${operation}". There are: ${ids}.`)
    }
    const input = setValues(await bringFiles(options.set, engine.uploads), info.input)
    await folder.writeNote(note)
    await engine.start(operation, input, { ...VIEWER, id: note.jobId })
  } catch (thrown) {
    const isStored = await workbench.engine.get(note.jobId, VIEWER).then(
      () => true,
      () => false,
    )
    await workbench.close()
    // A job that is stored may have been sent, and that must not be forgotten.
    if (!isStored) await folder.clear()
    throw thrown
  }
  await finish(workbench, folder, note, options, terminal)
}
