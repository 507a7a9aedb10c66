import { ExportError } from '../export-error.ts'
import type { ExportedFile } from '../export-for.ts'
import { faststart } from '../mp4/faststart.ts'
import { findPoster, type Poster } from '../mp4/find-poster.ts'
import { type Mp4Note, type Mp4Report, reportMp4 } from '../mp4/report-mp4.ts'
import type { Note } from '../report/note.ts'
import type { PlacedSource } from './place-sources.ts'

/** A video whose pictures and sound are the same bytes as before. */
export interface VideoOutcome extends Omit<Mp4Report, 'notes'> {
  readonly source: string
  /** In the bundle. */
  readonly path: string
  readonly notes: readonly (Mp4Note | Note)[]
}

/**
 * A video that plays while it arrives: its index comes first.
 *
 * @throws ExportError `invalid-file` for a damaged one; `unsupported` for one without an index.
 */
export function packVideo({ file, stem, folder }: PlacedSource): {
  readonly file: ExportedFile
  readonly outcome: VideoOutcome
} {
  const bytes = playable(file.bytes)
  const report = reportMp4(bytes)
  const ending = report.facts.brands[0] === QUICKTIME ? 'mov' : 'mp4'
  const path = `${folder}${stem}.${ending}`
  const moved: Mp4Note = {
    code: 'index-moved',
    severity: 'info',
    message: 'Its index was moved to the front, so that it plays while it arrives; nothing was encoded anew.',
  }
  const notes = bytes === file.bytes ? report.notes : [moved, ...report.notes]
  return { file: { path, bytes }, outcome: { source: file.name, path, ...report, notes } }
}

/** A video that cannot be moved is whole all the same; its report says that the index comes last. */
const playable = (bytes: Uint8Array): Uint8Array => orElse(() => faststart(bytes), bytes)

/** Null for a video without pictures that can be decoded on their own. */
export const posterOf = (mp4: Uint8Array): Poster | null => orElse(() => findPoster(mp4), null)

function orElse<Value>(work: () => Value, otherwise: Value): Value {
  try {
    return work()
  } catch (thrown) {
    if (ExportError.is(thrown) && thrown.code === 'unsupported') return otherwise
    throw thrown
  }
}

/** Of ISO/IEC 14496-12 files the first brand; QuickTime's own, with two spaces. */
const QUICKTIME = 'qt  '
