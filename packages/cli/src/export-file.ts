import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ExportError, exportFor, formatReport, isExportTarget, EXPORT_TARGETS } from '@onetake/export'
import { Exit, EXIT } from './exit.ts'
import type { Terminal } from './terminal.ts'

export interface ExportFileOptions {
  readonly for: string
  readonly out: string
}

/** Make what `target` opens correctly out of one file, and say what was found and mended. */
export async function exportFile(file: string, options: ExportFileOptions, { stdout, stderr }: Terminal): Promise<void> {
  const target = options.for
  if (!isExportTarget(target)) {
    throw new Exit(EXIT.usage, `--for takes ${EXPORT_TARGETS.join(' or ')}, not "${target}".`)
  }
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw new Exit(EXIT.usage, `${file} cannot be read.`, { cause })
  })
  const { files, report } = await exportFor(target, { name: basename(file), bytes }).catch((thrown: unknown) => {
    throw thrown instanceof ExportError ? new Exit(EXIT.jobFailed, `${file}: ${thrown.message}`, { cause: thrown }) : thrown
  })
  for (const made of files) {
    const path = join(resolve(options.out), made.path)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, made.bytes)
    stdout.write(`${path}\n`)
  }
  stderr.write(`${formatReport(report)}\n`)
}
