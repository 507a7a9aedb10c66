import type { JobSnapshot, Provider } from '@onetake/core'
import { createEmulator, type Emulator } from '@onetake/emulator'
import { createEngine, createFileArtifacts, createFileStore, type Engine } from '@onetake/server'
import { emulatedProviders, providersFrom } from './providers.ts'
import type { RunFolder, RunNote } from './run-folder.ts'
import type { Terminal } from './terminal.ts'

/** A command runs its jobs as the one person at the terminal. */
export const VIEWER = { owner: 'terminal' } as const

/** An engine over a run folder, with its service: the real one, or an emulator in this process. */
export interface Workbench {
  readonly engine: Engine
  /** Stop. A job that is not over can be taken up again from the folder. */
  close(job: JobSnapshot | null): Promise<void>
}

export async function openWorkbench(
  folder: RunFolder,
  { emulator: wanted }: Pick<RunNote, 'emulator'>,
  env: Terminal['env'],
): Promise<Workbench> {
  const emulator = wanted === null ? null : await startEmulator(folder, wanted)
  const providers: readonly Provider[] = emulator ? emulatedProviders(emulator) : providersFrom(env)
  const store = await createFileStore(folder.jobsPath)
  const engine = createEngine({ providers, store, artifacts: createFileArtifacts(folder.artifactsPath) })
  return {
    engine,
    async close(job) {
      await engine.stop()
      if (!emulator) return
      if (job) await folder.writeEmulator(emulator.snapshot())
      await emulator.close()
    },
  }
}

async function startEmulator(
  folder: RunFolder,
  options: NonNullable<RunNote['emulator']>,
): Promise<Emulator> {
  const state = await folder.readEmulator()
  return createEmulator({ port: 0, ...options, ...(state && { state }) })
}
