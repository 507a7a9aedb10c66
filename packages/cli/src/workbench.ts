import type { JobSnapshot } from '@onetake/core'
import { createEmulator, type Emulator } from '@onetake/emulator'
import {
  createEngine,
  createFileArtifacts,
  createFileStore,
  createFileUploads,
  type Engine,
} from '@onetake/server'
import { Exit, EXIT } from './exit.ts'
import { emulatedProviders, providersFrom, type ConfiguredProviders } from './providers.ts'
import type { RunFolder, RunNote } from './run-folder.ts'
import type { Terminal } from './terminal.ts'

/** A command runs its jobs as the one person at the terminal. */
export const VIEWER = { owner: 'terminal' } as const

/** An engine over a run folder, with its service: the real one, or an emulator in this process. */
export interface Workbench {
  readonly engine: Engine
  /** @throws Exit That says what to set, where the service of an operation is not configured. */
  assertConfigured(operation: string): void
  /** Stop. A job that is not over can be taken up again from the folder. */
  close(): Promise<void>
}

/** @throws JobError `conflict` when another process is at work in the folder. Leaves nothing running. */
export async function openWorkbench(
  folder: RunFolder,
  { emulator: wanted }: Pick<RunNote, 'emulator'>,
  env: Terminal['env'],
): Promise<Workbench> {
  const store = await createFileStore(folder.jobsPath)
  let emulator: Emulator | null = null
  try {
    emulator = wanted === null ? null : await startEmulator(folder, wanted)
    const { providers, missing } = emulator ? all(emulator) : providersFrom(env)
    const engine = createEngine({
      providers,
      store,
      artifacts: createFileArtifacts(folder.artifactsPath),
      uploads: createFileUploads(folder.uploadsPath),
    })
    const saved = emulator && saveEmulator(emulator, engine, folder)
    await engine.resume()
    return {
      engine,
      assertConfigured: (operation) => assertConfigured(missing, operation),
      async close() {
        await engine.stop()
        await saved?.()
        await emulator?.close()
      },
    }
  } catch (thrown) {
    await emulator?.close()
    if ((await folder.readNote()) === null) await folder.clear()
    // Settings that cannot be right: said before anything is sent.
    throw thrown instanceof TypeError ? new Exit(EXIT.usage, thrown.message, { cause: thrown }) : thrown
  }
}

async function startEmulator(
  folder: RunFolder,
  options: NonNullable<RunNote['emulator']>,
): Promise<Emulator> {
  const state = await folder.readEmulator()
  return createEmulator({ port: 0, ...options, ...(state && { state }) })
}

/**
 * Keep the emulator's state beside the job's, so that a later process finds both, however this one
 * ends.
 *
 * @returns What saves it once more, and resolves when it is saved.
 */
function saveEmulator(emulator: Emulator, engine: Engine, folder: RunFolder): () => Promise<void> {
  let saving: Promise<void> = Promise.resolve()
  const save = () => (saving = saving.then(() => folder.writeEmulator(emulator.snapshot())))
  engine.changes.subscribe(({ job }: { job: JobSnapshot }) => {
    if (job.status !== 'collecting') void save()
  })
  return save
}

const all = (emulator: Emulator): ConfiguredProviders => ({
  providers: emulatedProviders(emulator),
  missing: new Map(),
})

function assertConfigured(missing: ConfiguredProviders['missing'], operation: string): void {
  for (const [id, sentence] of missing) {
    if (!operation.startsWith(`${id}.`)) continue
    throw new Exit(EXIT.usage, `${sentence}, or try it without an account: --emulate.`)
  }
}
