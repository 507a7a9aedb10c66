import { blenderAddon } from '../blender/blender-addon.ts'
import { ExportError } from '../export-error.ts'
import { type ExportedFile, exportFor, type ExportOptions, type SourceFile } from '../export-for.ts'
import { type UnityFile, type UnityOptions, unityPackages } from '../unity/unity-packages.ts'
import { unityModels } from '../unity/unity-models.ts'
import { type BundleReport, formatBundleReport, type SourceOutcome } from './bundle-report.ts'
import { chooseSources, type LeftOut } from './choose-sources.ts'
import { type Provenance, type ProvenanceOptions, toProvenance } from './provenance.ts'
import { safeStem } from './safe-stem.ts'
import { isShaping, shapeMotion, type ShapeOptions } from './shape-motion.ts'
import { isArchived, unwrapSources } from './unwrap-sources.ts'
import { webViewer } from './web-viewer.ts'
import { zipFiles } from './zip-files.ts'

/**
 * - `blender`: a zip with the GLB, a script that imports it at its own frame rate, and the add-on.
 * - `unity`: a `.unitypackage`, and the same as two tarballs for the Package Manager: the models, the editor tools.
 * - `web`: a zip with the GLB and a page that shows it, without any server or network.
 */
export type BundleTarget = 'blender' | 'unity' | 'web'

export interface BundleOptions extends ExportOptions, ProvenanceOptions, ShapeOptions {
  /** Of the bundle; the name of its first source unless told. */
  readonly name?: string
  /** For `unity`. */
  readonly unity?: UnityOptions
}

export interface Bundle {
  /** What is handed on: whole packages, each complete in itself. */
  readonly archives: readonly ExportedFile[]
  /** What is inside, for whoever goes on right here; for `unity`, where only packages make sense, the papers alone. */
  readonly files: readonly ExportedFile[]
  readonly report: BundleReport
  readonly provenance: Provenance
}

/**
 * One target's whole delivery from what a job made, or from any files: values in, values out, the same bytes for the
 * same input. Each bundle tells in `provenance.json` where it comes from, and in `report.txt` and `report.json` what
 * was read, mended and guessed.
 *
 * Of one motion in several formats the best one for the target is taken; what is no motion is left out, and said. Each
 * model of a zip archive is a motion; in `unity` the pictures of the archive lie beside it.
 *
 * @param sources - Such as the artifacts of a job, with their names: `walk.bvh` and `walk.glb` are one motion.
 * @throws ExportError `unsupported` when no file suits the target, `invalid-option` when there is none at all,
 * `invalid-file` for a damaged one.
 */
export async function bundleFor(
  target: BundleTarget,
  sources: readonly SourceFile[],
  options: BundleOptions = {},
): Promise<Bundle> {
  const shapes = isShaping(options)
  const unwrapped = unwrapSources(sources)
  const { chosen, leftOut: unsuited } = chooseSources(target, unwrapped.sources, shapes)
  const leftOut = [
    ...unwrapped.leftOut,
    ...unsuited,
    ...picturesLeftOut(unwrapped.sources, target === 'unity' && !shapes ? chosen : []),
  ]
  const [first] = chosen
  if (!first) {
    if (sources.length === 0)
      throw new ExportError('invalid-option', 'There are no files to bundle; pass at least one.')
    const found = leftOut.map(({ source, why }) => `${JSON.stringify(source)}: ${why}`).join(' ')
    throw new ExportError('unsupported', `No file can be bundled for ${target}. ${found}`)
  }
  const name = safeStem(options.name ?? first.name)
  const shaped = shapes ? await Promise.all(chosen.map((file) => shapeMotion(target, file, options))) : []
  const packed = shapes ? shaped.map(({ source }) => source) : chosen
  const { files, outcomes } = await MAKERS[target](packed, options)
  const provenance = await toProvenance(chosen, files, options)
  const changes = shaped.map(({ words }, index) => ({ source: chosen[index]?.name ?? '', words }))
  const report: BundleReport = { target, name, sources: outcomes, changes, leftOut }
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

/** Pictures travel with the models of their archive, and only where those stay what they were. */
function picturesLeftOut(sources: readonly SourceFile[], taken: readonly SourceFile[]): readonly LeftOut[] {
  const archivesOf = (files: readonly SourceFile[]) =>
    files.flatMap((file) => (isArchived(file) ? [file.archive] : []))
  const travelling = archivesOf(taken)
  return [...new Set(archivesOf(sources))]
    .filter((archive) => !travelling.includes(archive))
    .flatMap(({ name, pictures }) =>
      pictures.map(({ path }) => ({
        source: `${name}/${path}`,
        why: 'It belongs to models that are not in here as they were.',
      })),
    )
}

interface Made {
  readonly files: readonly UnityFile[]
  readonly outcomes: readonly SourceOutcome[]
}

const MAKERS: Readonly<
  Record<BundleTarget, (sources: readonly SourceFile[], options: BundleOptions) => Promise<Made>>
> = {
  async blender(sources, options) {
    const { files, outcomes } = await exported('blender', sources, options)
    const addon = { path: 'onetake-addon.zip', bytes: blenderAddon() }
    return { files: [...files, addon, textFile('README.txt', BLENDER_README)], outcomes }
  },
  async web(sources, options) {
    const { files, outcomes } = await exported('web', sources, options)
    return { files: [...files, ...webViewer(files)], outcomes }
  },
  unity: unityModels,
}

/** Without the reports of single files: a bundle has one of everything. */
async function exported(
  target: 'blender' | 'web',
  sources: readonly SourceFile[],
  options: BundleOptions,
): Promise<Made> {
  const { files, report } = await exportFor(target, sources, options)
  return { files: files.filter(({ path }) => !/\.report\.(json|txt)$/.test(path)), outcomes: report.sources }
}

const textFile = (path: string, text: string): ExportedFile => ({
  path,
  bytes: new TextEncoder().encode(text),
})
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

const BLENDER_README = `Three ways to open this motion in Blender (3.4 or later):

1. Install onetake-addon.zip once (Edit > Preferences > Add-ons > Install), then
   File > Import > onetake bundle (.zip), and choose the zip that this file came in.
2. Open import_NAME.py in the Text editor of Blender and run it.
3. Without a window: blender -b -P import_NAME.py -- --save out.blend

Each sets the scene to the frame rate and the range of the motion. Opening the .glb by itself works too,
at the frame rate that the scene has.

report.txt says what was found and mended, provenance.json where the motion comes from.
`
