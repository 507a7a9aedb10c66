import { createRequire } from 'node:module'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import {
  type Bundle,
  bundleFor,
  type BundleOptions,
  type BundleTarget,
  ExportError,
  formatBundleReport,
  type RootMotionMode,
  type ShapeOptions,
  type SourceFile,
  type SourceJob,
} from '@onetake/export'
import { Exit, EXIT } from './exit.ts'
import { createPosterMaker } from './poster-maker.ts'
import type { Terminal } from './terminal.ts'

export interface ExportFileOptions {
  readonly for: string
  /** A folder; `-` is stdout. */
  readonly out: string
  /** Path of a rigged person that the motion is put onto. */
  readonly character?: string
  readonly rootMotion?: string
  /** Frames per second. */
  readonly fps?: number
  /** Say what was found and write nothing. */
  readonly report?: boolean
}

interface Sources {
  readonly sources: readonly SourceFile[]
  readonly job: SourceJob | null
}

const PIPE = '-'
const TARGETS = ['blender', 'unity', 'web'] as const satisfies readonly BundleTarget[]
const ROOT_MOTIONS = ['keep', 'in-place', 'root-bone'] as const satisfies readonly RootMotionMode[]

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/**
 * Make what a target opens correctly out of one file or the folder of a run, and say what was found and mended.
 *
 * @param path - `-` is what comes on stdin.
 */
export async function exportFile(
  path: string,
  options: ExportFileOptions,
  { stdin, stdout, stderr, env }: Terminal,
): Promise<void> {
  const target = TARGETS.find((known) => known === options.for)
  if (!target) throw new Exit(EXIT.usage, `--for takes ${TARGETS.join(', ')}, not "${options.for}".`)
  const isPiped = options.out === PIPE && !options.report
  if (isPiped && stdout.isTTY)
    throw new Exit(
      EXIT.usage,
      '--out - is for a pipe or a file, as in "--out - > walk.zip"; this is a terminal.',
    )
  const { sources, job } = path === PIPE ? await readPiped(stdin) : await readSources(path)
  const shape = await readShape(options)
  const { files, archives, report, provenance } = await bundled(target, path, sources, {
    tools: { onetake: version },
    poster: createPosterMaker(env['FFMPEG_PATH']),
    ...shape,
    ...(job && { job }),
  })
  const words = formatBundleReport(report, provenance)
  if (options.report) {
    stdout.write(words)
    return
  }
  // Of several the first is whole in itself.
  const [archive] = archives
  if (isPiped && archive) stdout.write(archive.bytes)
  for (const made of isPiped ? [] : [...files, ...archives]) {
    const written = join(resolve(options.out), made.path)
    await mkdir(dirname(written), { recursive: true })
    await writeFile(written, made.bytes)
    stdout.write(`${written}\n`)
  }
  stderr.write(words)
}

async function bundled(
  target: BundleTarget,
  path: string,
  sources: readonly SourceFile[],
  options: BundleOptions,
): Promise<Bundle> {
  try {
    return await bundleFor(target, sources, options)
  } catch (thrown) {
    if (!ExportError.is(thrown)) throw thrown
    const code = thrown.code === 'invalid-option' ? EXIT.usage : EXIT.jobFailed
    throw new Exit(code, `${path}: ${thrown.message}`, { cause: thrown })
  }
}

async function readShape({ character, rootMotion, fps }: ExportFileOptions): Promise<ShapeOptions> {
  const mode = ROOT_MOTIONS.find((known) => known === rootMotion)
  if (rootMotion !== undefined && !mode)
    throw new Exit(EXIT.usage, `--root-motion takes ${ROOT_MOTIONS.join(', ')}, not "${rootMotion}".`)
  return {
    ...(character !== undefined && { character: await readCharacter(character) }),
    ...(mode && { rootMotion: mode }),
    ...(fps !== undefined && { resampleFps: fps }),
  }
}

async function readCharacter(path: string): Promise<SourceFile> {
  try {
    return { name: basename(path), bytes: await readFile(path) }
  } catch (cause) {
    throw new Exit(EXIT.usage, `${path} cannot be read.`, { cause })
  }
}

/** Without a name, so it gets one; what it is, its bytes say. */
async function readPiped(stdin: Terminal['stdin']): Promise<Sources> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stdin) chunks.push(chunk)
  return { sources: [{ name: 'stdin', bytes: Buffer.concat(chunks) }], job: null }
}

/** A file, or what can be bundled in the folder of a run; and the job, where a `job.json` beside them says that it made them. */
async function readSources(path: string): Promise<Sources> {
  const unreadable = (cause: unknown): never => {
    throw new Exit(EXIT.usage, `${path} cannot be read.`, { cause })
  }
  const isFolder = (await stat(path).catch(unreadable)).isDirectory()
  const folder = isFolder ? path : dirname(path)
  const run = await readRun(folder)
  const isWanted = (name: string) => BUNDLED.test(name) && (run?.names.has(name) ?? true)
  const names = isFolder ? (await readdir(path)).filter(isWanted).toSorted() : [basename(path)]
  if (names.length === 0)
    throw new Exit(
      EXIT.usage,
      `${path} holds no .bvh, .fbx, .glb, .ply, .spz, .splat or .mp4. Name a file, or the folder of a run.`,
    )
  const sources = await Promise.all(
    names.map(async (name) => ({ name, bytes: await readFile(join(folder, name)).catch(unreadable) })),
  )
  return { sources, job: run && names.every((name) => run.names.has(name)) ? run.job : null }
}

const BUNDLED = /\.(bvh|fbx|glb|ply|spz|splat|mp4|mov)$/i

/** What `run` left beside the files; null where there is none, or it is somebody else's. */
async function readRun(folder: string): Promise<{ job: SourceJob; names: ReadonlySet<string> } | null> {
  const text = await readFile(join(folder, 'job.json'), 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const job = JSON.parse(text) as SourceJob & { output: { artifacts: readonly { name: string }[] } }
    const isJob = [job.id, job.operation].every((value) => typeof value === 'string')
    return isJob ? { job, names: new Set(job.output.artifacts.map(({ name }) => name)) } : null
  } catch {
    return null
  }
}
