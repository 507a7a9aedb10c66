import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe } from 'vitest'

/** A program and what it wants to hear before the name of a script. */
export type BlenderCommand = readonly string[]

const blenderPath = process.env['BLENDER_PATH']

/**
 * Every Blender on this machine, by name: the program itself, and any Python with `bpy` from PyPI that `BPY_PYTHONS`
 * names (paths, parted as in `PATH`), called like the folder of its environment.
 */
const blenders: readonly (readonly [name: string, command: BlenderCommand])[] = [
  ...(blenderPath ? [['Blender', [blenderPath, '-b', '--python-exit-code', '1', '-P']] as const] : []),
  ...(process.env['BPY_PYTHONS'] ?? '')
    .split(delimiter)
    .filter((path) => path !== '')
    .map((path) => [basename(join(path, '../..')), [path]] as const),
]

/** Starting Blender takes a second, reading thousands of keys several. */
const TIMEOUT = 180_000

/**
 * The same tests in every Blender there is. Where there is none they are skipped, and the run says how to get one.
 *
 * @param title - `%s` is the name of the Blender.
 */
export function describeInBlender(title: string, tests: (command: BlenderCommand) => void): void {
  const isNone = blenders.length === 0
  const each = describe.skipIf(isNone).each(isNone ? [['Blender', []] as const] : blenders)
  each(title, { timeout: TIMEOUT }, (_, command) => tests(command))
}

/**
 * Runs a Python script in a Blender without window and settings, beside the test, so that the test can serve it.
 *
 * @returns What it printed.
 * @throws Error with what it printed as an error, where the script fails.
 */
export const runBlender = (
  command: BlenderCommand,
  script: string,
  ...options: readonly string[]
): Promise<string> => inTemporaryFolder((profile) => runBlenderIn(profile, command, script, ...options))

/** The same with the settings that an earlier run left in a folder. */
export async function runBlenderIn(
  profile: string,
  command: BlenderCommand,
  script: string,
  ...options: readonly string[]
): Promise<string> {
  const [file = '', ...before] = command
  const { stdout } = await promisify(execFile)(file, [...before, script, '--', ...options], {
    // A profile of its own: nobody's settings, and nothing left behind. The variables of 3.4 and of 4.2.
    env: {
      ...process.env,
      BLENDER_USER_RESOURCES: profile,
      BLENDER_USER_CONFIG: join(profile, 'config'),
      BLENDER_USER_SCRIPTS: join(profile, 'scripts'),
      BLENDER_USER_DATAFILES: join(profile, 'datafiles'),
      BLENDER_USER_EXTENSIONS: join(profile, 'extensions'),
      TMPDIR: profile,
    },
    maxBuffer: 1e8,
  })
  return stdout
}

/** One BVH for both importers; see `agree-with-blender.py`. */
export interface OracleCase {
  readonly name: string
  /** Paths. */
  readonly bvh: string
  readonly glb: string
  readonly metresPerUnit: number
  /** The BVH stands along Z, so Blender has to be told. */
  readonly zUp: boolean
  readonly fps: number
  /** 0-based; those to compare. */
  readonly frames: readonly number[]
  readonly names: readonly string[]
}

export interface OracleResult {
  readonly name: string
  /** Metres between Blender's own joint and ours, where they are furthest apart. */
  readonly distance?: number
  readonly joint?: string
  readonly frame?: number
  readonly error?: string
}

/** Lets Blender's own BVH importer judge our GLBs, all in one process. */
export function compareInBlender(
  command: BlenderCommand,
  cases: readonly OracleCase[],
): Promise<readonly OracleResult[]> {
  return inTemporaryFolder(async (folder) => {
    const list = join(folder, 'cases.json')
    writeFileSync(list, JSON.stringify(cases))
    const output = await runBlender(
      command,
      fileURLToPath(new URL('agree-with-blender.py', import.meta.url)),
      list,
    )
    const line = output.split('\n').find((text) => text.startsWith('RESULTS ')) ?? 'RESULTS []'
    return JSON.parse(line.slice('RESULTS '.length))
  })
}

export async function inTemporaryFolder<Result>(
  work: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'onetake-export-'))
  try {
    return await work(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
