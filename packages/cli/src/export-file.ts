import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ExportError, exportFor, formatReport, type ExportTarget } from '@onetake/export'
import { Exit, EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface ExportFileOptions {
  readonly for: string
  readonly out: string
}

const TARGETS = ['blender', 'web'] as const satisfies readonly ExportTarget[]

/** Make what a target opens correctly out of one file, and say what was found and mended. */
export async function exportFile(
  file: string,
  options: ExportFileOptions,
  { stdout, stderr }: Terminal,
): Promise<void> {
  const target = TARGETS.find((known) => known === options.for)
  if (!target) throw new Exit(EXIT.usage, `--for takes ${TARGETS.join(' or ')}, not "${options.for}".`)
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Exit(EXIT.usage, `${file} cannot be read.`, { cause })
  })
  const { files, report } = await exported(target, file, bytes)
  for (const made of files) {
    const path = join(resolve(options.out), made.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, made.bytes)
    stdout.write(`${path}\n`)
  }
  for (const source of report.sources) stderr.write(`${formatReport(source)}\n`)
}

async function exported(target: ExportTarget, file: string, bytes: Uint8Array) {
  try {
    return await exportFor(target, [{ name: basename(file), bytes }])
  } catch (thrown) {
    if (!(thrown instanceof ExportError)) throw thrown
    throw new Exit(EXIT.jobFailed, `${file}: ${thrown.message}`, { cause: thrown })
  }
}
