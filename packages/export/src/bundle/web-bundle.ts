import { ExportError } from '../export-error.ts'
import { type ExportedFile, exportMotion } from '../export-for.ts'
import type { Poster } from '../mp4/find-poster.ts'
import type { BundleOptions, Made } from './bundle-for.ts'
import type { SourceOutcome } from './bundle-report.ts'
import { packSplats } from './pack-splats.ts'
import { packVideo, posterOf, type VideoOutcome } from './pack-video.ts'
import type { BundleSources, PlacedSource } from './place-sources.ts'
import { type Shown, webViewer } from './web-viewer.ts'

/**
 * Makes a PNG of a frame; null where that cannot be done here. No decoder comes with this package: in Node, ffmpeg can.
 *
 * @param mp4 - The whole video, its index first.
 * @param frame - Which frame, and its bytes as they lie in the video.
 */
export type PosterMaker = (mp4: Uint8Array, frame: Poster) => Promise<Uint8Array | null>

/** A page and what it shows. */
export async function webBundle(
  { motions, splats, videos }: BundleSources,
  options: BundleOptions,
): Promise<Made> {
  const files: ExportedFile[] = []
  const outcomes: SourceOutcome[] = []
  const shown: Shown[] = []
  for (const source of motions) {
    const { made, outcome } = await exportMotion('web', source.file, source, options)
    files.push(...made)
    outcomes.push(outcome)
    shown.push({ path: outcome.path })
  }
  for (const source of splats) {
    const { file, outcome } = await packSplats('web', source)
    files.push(file)
    outcomes.push(outcome)
    shown.push({ path: file.path })
  }
  for (const source of videos) {
    const { made, outcome, video } = await webVideo(source, options)
    files.push(...made)
    outcomes.push(outcome)
    shown.push(video)
  }
  return { files: [...files, ...webViewer(shown, files)], outcomes }
}

async function webVideo(
  source: PlacedSource,
  { poster: toPng = async () => null }: BundleOptions,
): Promise<{ made: readonly ExportedFile[]; outcome: VideoOutcome; video: Shown }> {
  const { file, outcome } = packVideo(source)
  const frame = posterOf(file.bytes)
  const video: Shown = { path: file.path, ...(frame && { posterSeconds: frame.timeSeconds }) }
  if (!frame) return { made: [file], outcome, video }
  const png = await toPng(file.bytes, frame)
  if (!png) return { made: [file], outcome: withoutPoster(outcome, frame), video }
  if (!PNG_SIGNATURE.every((byte, index) => png[index] === byte))
    throw new ExportError('invalid-option', 'What was made as a poster is no PNG; make one, or give null.')
  const path = `${source.folder}${source.stem}.png`
  return { made: [file, { path, bytes: png }], outcome, video: { ...video, poster: path } }
}

const withoutPoster = (outcome: VideoOutcome, { timeSeconds }: Poster): VideoOutcome => ({
  ...outcome,
  notes: [
    ...outcome.notes,
    {
      code: 'no-poster',
      severity: 'info',
      message: `No picture was made of it, as ffmpeg can; before it plays, the page shows its frame at ${timeSeconds.toFixed(2)} s.`,
    },
  ],
})

/** @see PNG specification, third edition, section 5.2 */
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
