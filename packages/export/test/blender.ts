import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** Where Blender is on this machine; tests that need it skip themselves where it is not. */
export const blenderPath = process.env['BLENDER_PATH']

/** Runs a Python script in a Blender without window and settings, and gives what it printed. */
export function runBlender(script: string, ...options: readonly string[]): string {
  if (!blenderPath) throw new Error('BLENDER_PATH is not set')
  const command = ['-b', '--factory-startup', '--python-exit-code', '1', '-P', script, '--', ...options]
  return execFileSync(blenderPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
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
export function compareInBlender(cases: readonly OracleCase[]): Promise<readonly OracleResult[]> {
  return inTemporaryFolder((folder) => {
    const list = join(folder, 'cases.json')
    writeFileSync(list, JSON.stringify(cases))
    const output = runBlender(fileURLToPath(new URL('agree-with-blender.py', import.meta.url)), list)
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

/** A Blender that runs beside the test, so that the test can serve it; gives what it printed. */
export async function runBlenderBeside(
  command: BlenderCommand,
  script: string,
  profile: string,
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

/** A program and what it wants to hear before the name of a script. */
export type BlenderCommand = readonly string[]

/**
 * Every Blender there is to try the add-on in, by name: the one of this machine, and any Python with `bpy` from PyPI
 * that `BPY_PYTHONS` names (paths with `:` between them).
 */
export const blenders: readonly (readonly [name: string, command: BlenderCommand])[] = [
  ...(blenderPath ? [['Blender', [blenderPath, '-b', '--python-exit-code', '1', '-P']] as const] : []),
  ...(process.env['BPY_PYTHONS'] ?? '')
    .split(':')
    .filter((path) => path !== '')
    .map((path) => [path, [path]] as const),
]
