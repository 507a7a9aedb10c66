import type { ExportReport } from '../export-for.ts'
import type { FbxNote } from '../fbx/fbx-note.ts'
import { type FbxReport, formatFbxReport } from '../fbx/report-fbx.ts'
import type { Note } from '../report/note.ts'
import { formatReport } from '../report/format-report.ts'
import { formatMp4Report, type Mp4Note } from '../mp4/report-mp4.ts'
import { formatSplatReport } from '../splat/report-splats.ts'
import type { SplatNote } from '../splat/splat-note.ts'
import type { BundleTarget } from './bundle-for.ts'
import type { LeftOut } from './choose-sources.ts'
import type { SplatOutcome } from './pack-splats.ts'
import type { VideoOutcome } from './pack-video.ts'
import type { Provenance } from './provenance.ts'

/** A file that went into a bundle byte by byte, without having been looked into. */
export interface PassedReport {
  readonly kind: 'passed'
  readonly source: string
  /** In the bundle. */
  readonly path: string
  readonly facts: { readonly format: string; readonly bytes: number }
  readonly notes: readonly Note[]
}

/** An FBX that was looked into and not changed. */
export interface FbxOutcome extends Omit<FbxReport, 'notes'> {
  readonly source: string
  /** In the bundle. */
  readonly path: string
  readonly notes: readonly (FbxNote | Note)[]
}

export type SourceOutcome =
  | ExportReport['sources'][number]
  | FbxOutcome
  | PassedReport
  | SplatOutcome
  | VideoOutcome

/** What was read, mended, guessed and left out; the shape of `report.json`. */
export interface BundleReport {
  readonly target: BundleTarget
  readonly name: string
  readonly sources: readonly SourceOutcome[]
  /** What was done to each motion before it was packed, in words; empty where they are as they came. */
  readonly changes: readonly { readonly source: string; readonly words: string }[]
  readonly leftOut: readonly LeftOut[]
}

/** The same in words, for a person who knows characters and not file formats: `report.txt`. */
export function formatBundleReport(report: BundleReport, { job, tools }: Provenance): string {
  const warnings = report.sources
    .flatMap(({ notes }): readonly { readonly severity: string }[] => notes)
    .filter(({ severity }) => severity === 'warning')
  const verdict =
    warnings.length === 0
      ? 'Nothing needs a look.'
      : `${warnings.length === 1 ? 'One thing needs' : `${warnings.length} things need`} a look; see below.`
  return [
    `${report.name}, for ${TARGET_NAMES[report.target]}. ${verdict}`,
    '',
    ...(job
      ? [
          `Made by ${job.operation}, job ${job.id}, finished ${job.finishedAt}.`,
          ...(job.cost ? [`It cost ${job.cost.amount} ${job.cost.unit}.`] : []),
          '',
        ]
      : []),
    ...report.sources.flatMap((outcome) => [
      `${outcome.path}, from ${outcome.source}`,
      ...indented(outcome),
      '',
    ]),
    ...report.changes.flatMap(({ source, words }) => [
      `Changed: ${source}`,
      ...words.trimEnd().split('\n').map(indent),
      '',
    ]),
    ...report.leftOut.map(({ source, why }) => `Not in here: ${source}. ${why}`),
    ...(report.leftOut.length > 0 ? [''] : []),
    `Made with ${Object.entries(tools)
      .map(([tool, version]) => `${tool} ${version}`)
      .join(', ')}. Hashes of all files: provenance.json`,
    '',
  ].join('\n')
}

const TARGET_NAMES: Readonly<Record<BundleTarget, string>> = {
  blender: 'Blender',
  unity: 'Unity',
  web: 'the web',
}

function indented(outcome: SourceOutcome): readonly string[] {
  if (outcome.kind !== 'passed') {
    return wordsOf(outcome).trimEnd().split('\n').map(indent)
  }
  const { format, bytes } = outcome.facts
  const size = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`
  return [
    `${format.toUpperCase()}, ${size}`,
    ...outcome.notes.map(({ message, code }) => `Note: ${message} [${code}]`),
  ].map(indent)
}

/** Every note is printed alike, whoever made it. */
function wordsOf(outcome: Exclude<SourceOutcome, PassedReport>): string {
  if (outcome.kind === 'fbx')
    return formatFbxReport({ ...outcome, notes: outcome.notes as readonly FbxNote[] })
  if (outcome.kind === 'splats')
    return formatSplatReport({ ...outcome, notes: outcome.notes as readonly SplatNote[] })
  if (outcome.kind === 'mp4')
    return formatMp4Report({ ...outcome, notes: outcome.notes as readonly Mp4Note[] })
  return formatReport(outcome)
}

const indent = (line: string): string => (line === '' ? '' : `  ${line}`)
