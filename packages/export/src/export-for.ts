import { type BlenderBundle, bundleFiles } from './blender/bundle-files.ts'
import { uniqueStems } from './bundle/safe-stem.ts'
import { parseBvh } from './bvh/parse-bvh.ts'
import { ExportError } from './export-error.ts'
import { motionToGlb } from './gltf/motion-to-glb.ts'
import { type GlbReport, reportGlb } from './gltf/report-glb.ts'
import { type MotionOptions, toMotion } from './motion/to-motion.ts'
import { formatReport } from './report/format-report.ts'
import { type MotionReport, reportMotion } from './report/report-motion.ts'
import { sniffFormat } from './sniff-format.ts'

/** `web`: a GLB and its report. `blender`: the same and a script that imports it at its own frame rate. */
export type ExportTarget = 'web' | 'blender'

export interface SourceFile {
  /** For naming the result and for messages; the format is read from the bytes. */
  readonly name: string
  readonly bytes: Uint8Array
}

export interface ExportedFile {
  /** Relative, with forward slashes, ASCII, without `..`. */
  readonly path: string
  readonly bytes: Uint8Array
}

export interface ExportOptions extends MotionOptions {
  /** Draw a simple figure on skeletons that come without a mesh; `true` by default. */
  readonly figure?: boolean
}

export interface ExportReport {
  readonly target: ExportTarget
  readonly sources: readonly SourceOutcome[]
}

type SourceReport = MotionReport | GlbReport
type SourceOutcome = SourceReport & { readonly source: string; readonly path: string }

/**
 * Files for one target from files of any supported format: values in, values out, the same bytes for the same input.
 *
 * BVH becomes a GLB; a GLB passes through unchanged. One source gives files side by side; each of several gets a folder.
 *
 * @throws ExportError `invalid-file` for a damaged file, `unsupported` for a format that is none of the two,
 * `invalid-option` when there is nothing to export.
 */
export async function exportFor(
  target: ExportTarget,
  files: readonly SourceFile[],
  options: ExportOptions = {},
): Promise<{ files: readonly ExportedFile[]; report: ExportReport }> {
  if (files.length === 0)
    throw new ExportError('invalid-option', 'There are no files to export; pass at least one.')
  const stems = uniqueStems(files.map(({ name }) => name))
  const exported: ExportedFile[] = []
  const sources: SourceOutcome[] = []
  const encoder = new TextEncoder()
  for (const [index, file] of files.entries()) {
    const stem = stems[index] ?? 'motion'
    const folder = files.length > 1 ? `${stem}/` : ''
    const { made, outcome } = await exportMotion(target, file, { stem, folder }, options)
    exported.push(
      ...made,
      {
        path: `${folder}${stem}.report.json`,
        bytes: encoder.encode(`${JSON.stringify(outcome, null, 2)}\n`),
      },
      {
        path: `${folder}${stem}.report.txt`,
        bytes: encoder.encode(`${file.name}\n${formatReport(outcome)}`),
      },
    )
    sources.push(outcome)
  }
  return { files: exported, report: { target, sources } }
}

/**
 * The same of one file and without its report: a bundle has one report for everything.
 *
 * @param place - `stem` names the files; `folder` has a slash at its end, or is empty.
 */
export async function exportMotion(
  target: ExportTarget,
  file: SourceFile,
  { stem, folder }: { readonly stem: string; readonly folder: string },
  options: ExportOptions,
): Promise<{ made: readonly ExportedFile[]; outcome: SourceOutcome }> {
  const glb = `${stem}.glb`
  const { bytes, report } = await toGlb(file, stem, options)
  const outcome = { source: file.name, path: `${folder}${glb}`, ...report }
  const made = [
    { path: glb, bytes },
    ...(target === 'blender'
      ? bundleFiles(stem, { name: stem, glb, ...frameRange(report), source: file.name })
      : []),
  ]
  return { made: made.map((each) => ({ ...each, path: `${folder}${each.path}` })), outcome }
}

async function toGlb(
  { name, bytes }: SourceFile,
  stem: string,
  options: ExportOptions,
): Promise<{ bytes: Uint8Array; report: SourceReport }> {
  const format = sniffFormat(bytes)
  if (format === 'glb') return { bytes, report: reportGlb(bytes) }
  if (format === 'bvh') {
    const { motion, notes } = toMotion(parseBvh(bytes), options)
    const { figure = true } = options
    return { bytes: await motionToGlb(motion, { figure, name: stem }), report: reportMotion(motion, notes) }
  }
  const what = format === 'unknown' ? 'no format we know' : format.toUpperCase()
  throw new ExportError(
    'unsupported',
    `${JSON.stringify(name)} is ${what} by its first bytes. BVH and GLB can be exported; convert it to one of them.`,
  )
}

function frameRange(
  report: SourceReport,
): Pick<BlenderBundle, 'fps' | 'frameStart' | 'frameEnd' | 'seconds'> {
  if (report.kind === 'motion') {
    const { fps, frames, durationSeconds } = report.facts
    return { fps, frameStart: 0, frameEnd: Math.max(frames - 1, 0), seconds: durationSeconds }
  }
  const { clips } = report.facts
  const fps = clips.find((clip) => clip.fps !== null)?.fps ?? 30
  const seconds = Math.max(0, ...clips.map(({ durationSeconds }) => durationSeconds))
  return { fps, frameStart: 0, frameEnd: Math.ceil(seconds * fps - 1e-3), seconds }
}
