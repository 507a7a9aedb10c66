import { ExportError } from '../export-error.ts'
import type { ExportedFile, ExportOptions, SourceFile } from '../export-for.ts'
import type { Note } from '../report/note.ts'
import { unityBundle } from '../unity/unity-bundle.ts'
import { type UnityFile, type UnityOptions, unityPackages } from '../unity/unity-packages.ts'
import { blenderBundle } from './blender-bundle.ts'
import { type BundleReport, formatBundleReport, type SourceOutcome } from './bundle-report.ts'
import { chooseSources, type LeftOut } from './choose-sources.ts'
import { type BundleSources, placeSources } from './place-sources.ts'
import { type Provenance, type ProvenanceOptions, toProvenance } from './provenance.ts'
import { safeStem } from './safe-stem.ts'
import { isShaping, shapeMotion, type ShapeOptions, shapingWords } from './shape-motion.ts'
import { picturesLeftOut, unwrapSources } from './unwrap-sources.ts'
import { type PosterMaker, webBundle } from './web-bundle.ts'
import { zipFiles } from './zip-files.ts'

/**
 * - `blender`: a zip with the GLB or video, a script that imports it at its own frame rate, and the add-on; splats as
 *   a PLY for add-ons of others.
 * - `unity`: a `.unitypackage`, and the same as two tarballs for the Package Manager: the assets, the editor tools.
 * - `web`: a zip with the GLB, SPZ or video and a page that shows it, without any server or network.
 */
export type BundleTarget = 'blender' | 'unity' | 'web'

export interface BundleOptions extends ExportOptions, ProvenanceOptions, ShapeOptions {
  /** Of the bundle; the name of its first source unless told. */
  readonly name?: string
  /** For `unity`. */
  readonly unity?: UnityOptions
  /** For `web`: makes the picture that a video shows before it plays; without it the page shows a frame of the video. */
  readonly poster?: PosterMaker
}

export interface Bundle {
  /** What is handed on: whole packages, each complete in itself. */
  readonly archives: readonly ExportedFile[]
  /** What is inside, for whoever goes on right here; for `unity`, where only packages make sense, the papers alone. */
  readonly files: readonly ExportedFile[]
  readonly report: BundleReport
  readonly provenance: Provenance
}

/** What a target makes of its sources. */
export interface Made {
  readonly files: readonly UnityFile[]
  readonly outcomes: readonly SourceOutcome[]
}

/**
 * One target's whole delivery from what a job made, or from any files: values in, values out, the same bytes for the
 * same input. Each bundle tells in `provenance.json` where it comes from, and in `report.txt` and `report.json` what
 * was read, mended and guessed.
 *
 * Motions and models (BVH, GLB, FBX), Gaussian splats (PLY, SPZ, .splat) and videos (MP4). Of one motion in several
 * formats the best one for the target is taken, and of splats too; what is none of these is left out, and said. Each
 * model of a zip archive is a motion; in `unity` the pictures of the archive lie beside it.
 *
 * @param sources - Such as the artifacts of a job, with their names: `walk.bvh` and `walk.glb` are one motion.
 * @throws ExportError `unsupported` when no file suits the target, `invalid-option` when there is none at all, or
 * when options shape motions and nothing is one; `invalid-file` for a damaged one.
 */
export async function bundleFor(
  target: BundleTarget,
  sources: readonly SourceFile[],
  options: BundleOptions = {},
): Promise<Bundle> {
  const shapes = isShaping(options)
  const unwrapped = unwrapSources(sources)
  const choice = chooseSources(target, unwrapped.sources, options)
  const { sources: placed, leftOut: noSplats } = await placeSources(choice.chosen)
  const { motions: unshaped, splats, videos } = placed
  const used = new Set([...unshaped, ...splats, ...videos].map(({ file }) => file))
  const chosen = choice.chosen.filter(({ file }) => used.has(file))
  const asTheyCame = target === 'unity' && !shapes ? chosen.map(({ file }) => file) : []
  const leftOut = [
    ...unwrapped.leftOut,
    ...choice.leftOut,
    ...noSplats,
    ...picturesLeftOut(unwrapped.sources, asTheyCame),
  ]
  const [first] = chosen
  if (!first) throw nothingFits(target, sources, leftOut)
  if (shapes && unshaped.length === 0)
    throw new ExportError(
      'invalid-option',
      `${shapingWords(options)} can only be changed in motions, and none of these files is one that can be changed.` +
        `${wordsFor(leftOut)} Leave the option out.`,
    )
  const name = safeStem(options.name ?? first.file.name)
  const shaped = shapes
    ? await Promise.all(unshaped.map(({ file }) => shapeMotion(target, file, options)))
    : []
  const motions = unshaped.map((motion, index) => ({
    ...motion,
    file: shaped[index]?.source ?? motion.file,
  }))
  const { files, outcomes } = await MAKERS[target]({ motions, splats, videos }, options)
  const provenance = await toProvenance(
    chosen.map(({ file }) => file),
    files,
    options,
  )
  const changes = shaped.map(({ words }, index) => ({
    source: unshaped[index]?.file.name ?? '',
    words,
  }))
  const report: BundleReport = {
    target,
    name,
    sources: shapes ? outcomes.map((outcome) => withUnused(outcome, options)) : outcomes,
    changes,
    leftOut,
  }
  const papers: readonly ExportedFile[] = [
    textFile('provenance.json', json(provenance)),
    textFile('report.json', json(report)),
    textFile('report.txt', formatBundleReport(report, provenance)),
  ]
  if (target === 'unity') {
    const archives = await unityPackages(name, [...files, ...papers], options.unity)
    return { archives, files: papers, report, provenance }
  }
  const all = [...files, ...papers]
  const inside = all.map(({ path, bytes }) => ({ path: `${name}/${path}`, bytes }))
  return {
    archives: [{ path: `${name}-${target}.zip`, bytes: zipFiles(inside) }],
    files: all,
    report,
    provenance,
  }
}

const MAKERS: Readonly<
  Record<BundleTarget, (sources: BundleSources, options: BundleOptions) => Promise<Made>>
> = { blender: blenderBundle, web: webBundle, unity: unityBundle }

function nothingFits(
  target: BundleTarget,
  sources: readonly SourceFile[],
  leftOut: readonly LeftOut[],
): ExportError {
  if (sources.length === 0)
    return new ExportError('invalid-option', 'There are no files to bundle; pass at least one.')
  return new ExportError('unsupported', `No file can be bundled for ${target}.${wordsFor(leftOut)}`)
}

/** A sentence for each; with a space in front of it. */
const wordsFor = (leftOut: readonly LeftOut[]): string =>
  leftOut.map(({ source, why }) => ` ${JSON.stringify(source)}: ${why}`).join('')

/** Said of splats and videos, which the options that shape motions leave as they are. */
function withUnused(outcome: SourceOutcome, options: ShapeOptions): SourceOutcome {
  if (outcome.kind !== 'splats' && outcome.kind !== 'mp4') return outcome
  const note: Note = {
    code: 'motion-options-unused',
    severity: 'info',
    message: `${shapingWords(options)} can only be changed in motions; this is none, and is as it came.`,
  }
  // In two branches, because each kind of report has notes of its own.
  if (outcome.kind === 'splats') return { ...outcome, notes: [...outcome.notes, note] }
  return { ...outcome, notes: [...outcome.notes, note] }
}

const textFile = (path: string, text: string): ExportedFile => ({
  path,
  bytes: new TextEncoder().encode(text),
})
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
