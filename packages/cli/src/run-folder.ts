import { mkdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { EmulatorState } from '@onetake/emulator'

/** What a later `resume` must know of a run. */
export interface RunNote {
  readonly jobId: string
  /** Null: the real service. */
  readonly emulator: { readonly speed: number; readonly seed: number } | null
}

/**
 * A folder of one run. The files of the job land in it; what is needed to go on later is kept in
 * `.onetake` inside, which only its owner can read, and which goes when the job has ended well.
 */
export interface RunFolder {
  readonly path: string
  readonly jobsPath: string
  readonly artifactsPath: string
  readonly uploadsPath: string
  /** Null: nothing was left here. */
  readNote(): Promise<RunNote | null>
  writeNote(note: RunNote): Promise<void>
  readEmulator(): Promise<EmulatorState | null>
  writeEmulator(state: EmulatorState): Promise<void>
  /** Forget how to go on. */
  clear(): Promise<void>
}

export function createRunFolder(folder: string): RunFolder {
  const path = resolve(folder)
  const inside = (name: string) => join(path, '.onetake', name)

  async function read<Value>(name: string): Promise<Value | null> {
    const text = await readFile(inside(name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    })
    return text === null ? null : (JSON.parse(text) as Value)
  }

  async function write(name: string, value: unknown): Promise<void> {
    await mkdir(join(path, '.onetake'), { recursive: true, mode: 0o700 })
    await writeFile(inside(name), JSON.stringify(value), { mode: 0o600 })
  }

  return {
    path,
    jobsPath: inside('jobs.json'),
    artifactsPath: inside('artifacts'),
    uploadsPath: inside('uploads'),
    readNote: () => read<RunNote>('run.json'),
    writeNote: (note) => write('run.json', note),
    readEmulator: () => read<EmulatorState>('emulator.json'),
    writeEmulator: (state) => write('emulator.json', state),
    async clear() {
      await rm(join(path, '.onetake'), { recursive: true, force: true })
      // A folder that we made for nothing goes too; one with anything in it stays.
      await rmdir(path).catch(() => {})
    },
  }
}
