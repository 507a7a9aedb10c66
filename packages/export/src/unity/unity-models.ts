import type { BundleOptions } from '../bundle/bundle-for.ts'
import type { SourceOutcome } from '../bundle/bundle-report.ts'
import type { SplatOutcome } from '../bundle/pack-splats.ts'
import type { VideoOutcome } from '../bundle/pack-video.ts'
import type { PlacedSource } from '../bundle/place-sources.ts'
import { safeStem } from '../bundle/safe-stem.ts'
import { parseBvh } from '../bvh/parse-bvh.ts'
import { ExportError } from '../export-error.ts'
import type { SourceFile } from '../export-for.ts'
import { motionToFbx } from '../fbx/motion-to-fbx.ts'
import { reportFbx } from '../fbx/report-fbx.ts'
import { reportGlb } from '../gltf/report-glb.ts'
import type { Skeleton } from '../humanoid/map-humanoid.ts'
import { readRig } from '../humanoid/read-rig.ts'
import { toMotion } from '../motion/to-motion.ts'
import type { Note } from '../report/note.ts'
import { reportMotion } from '../report/report-motion.ts'
import { sniffFormat } from '../sniff-format.ts'
import { archivePlaces } from './archive-places.ts'
import { fbxSkeleton } from './fbx-skeleton.ts'
import { findHumanoid } from './find-humanoid.ts'
import { assertHumanoid } from './unity-humanoid.ts'
import type { UnityFile, UnityRig } from './unity-packages.ts'

/** What lies beside a model as `NAME.onetake.json`; read by `ModelNote.cs`. */
interface ModelNote {
  readonly madeBy: '@onetake/export'
  readonly version: 1
  readonly rig: 'humanoid' | 'generic'
  readonly loop: boolean
  readonly bones: readonly { readonly human: string; readonly joint: string }[]
}

/**
 * Models as Unity takes them, each with its note.
 *
 * BVH becomes an FBX, which Unity makes a person of by itself. A GLB stays one, because an FBX would lose its textures;
 * an FBX stays as it came, with the pictures of its archive beside it.
 */
export async function unityModels(
  sources: readonly PlacedSource[],
  options: BundleOptions,
): Promise<{ files: readonly UnityFile[]; outcomes: readonly SourceOutcome[] }> {
  const { humanoid: given, loop = false } = options.unity ?? {}
  if (given) assertHumanoid(given)
  const files: UnityFile[] = []
  const outcomes: SourceOutcome[] = []
  const { folderOf, pictures } = archivePlaces(sources.map(({ file }) => file))
  for (const { file, stem } of sources) {
    const place = `${folderOf(file)}${stem}`
    const model = toModel(file, place, options)
    const { bytes, outcome } = model
    const { rig, notes } = rigOf(model, options)
    const bones = Object.entries(rig.humanoid ?? {}).map(([human, joint]) => ({ human, joint }))
    const note: ModelNote = { madeBy: '@onetake/export', version: 1, rig: rig.rig, loop, bones }
    files.push(
      { path: outcome.path, bytes, rig },
      {
        path: `${place}.onetake.json`,
        bytes: new TextEncoder().encode(`${JSON.stringify(note, null, 2)}\n`),
      },
    )
    outcomes.push(withNotes(outcome, notes))
  }
  return {
    files: [...files, ...pictures.map(({ file }) => file)],
    outcomes: [...outcomes, ...pictures.map(({ outcome }) => outcome)],
  }
}

interface Model {
  readonly bytes: Uint8Array
  /** Null where it is not known. */
  readonly skeleton: Skeleton | null
  readonly outcome: ModelOutcome
}

type ModelOutcome = Exclude<SourceOutcome, SplatOutcome | VideoOutcome>

/** @param place - Its path without the ending. */
function toModel({ name, bytes }: SourceFile, place: string, options: BundleOptions): Model {
  const format = sniffFormat(bytes)
  if (format === 'bvh') {
    const { motion, notes } = toMotion(parseBvh(bytes), options)
    const { figure = true } = options
    // In metres, so that no scale of 0.01 is left on the import.
    const fbx = motionToFbx(motion, { figure, name: safeStem(place), unit: 'm' })
    const outcome = { source: name, path: `${place}.fbx`, ...reportMotion(motion, notes) }
    return { bytes: fbx, skeleton: motion, outcome }
  }
  if (format === 'glb') {
    const outcome = { source: name, path: `${place}.glb`, ...reportGlb(bytes) }
    return { bytes, skeleton: outcome.facts.skins > 0 ? skeletonOf(bytes) : null, outcome }
  }
  return passedFbx(name, bytes, `${place}.fbx`)
}

/** Null for one that is too odd to be mapped; Unity may still import it. */
function skeletonOf(glb: Uint8Array): Skeleton | null {
  try {
    return readRig(glb)
  } catch (thrown) {
    if (ExportError.is(thrown) && thrown.code === 'unsupported') return null
    throw thrown
  }
}

/** Unity reads versions of FBX that are not read here; those go through unseen. */
function passedFbx(source: string, bytes: Uint8Array, path: string): Model {
  try {
    return { bytes, skeleton: fbxSkeleton(bytes), outcome: { source, path, ...reportFbx(bytes) } }
  } catch (thrown) {
    if (!ExportError.is(thrown) || thrown.code !== 'unsupported') throw thrown
    const facts = { format: 'fbx', bytes: bytes.length }
    return { bytes, skeleton: null, outcome: { kind: 'passed', source, path, facts, notes: [] } }
  }
}

/** The caller's word first; then what the skeleton shows; Unity's own search where nobody knows. */
function rigOf(
  { skeleton, outcome }: Model,
  { unity: { humanoid: given, rig } = {} }: BundleOptions,
): { rig: UnityRig; notes: readonly Note[] } {
  if (rig === 'generic') return { rig: { rig }, notes: [] }
  if (given) return { rig: { rig: 'humanoid', humanoid: given }, notes: [] }
  if (skeleton === null) return { rig: { rig: rig ?? 'humanoid' }, notes: [] }
  const isFbx = outcome.kind === 'fbx'
  const { humanoid, note } = findHumanoid(skeleton, { byNamesAlone: isFbx })
  if (humanoid) return { rig: { rig: 'humanoid', humanoid }, notes: [note] }
  // Of an FBX only names were looked at; Unity looks at the shape too.
  return isFbx
    ? { rig: { rig: rig ?? 'humanoid' }, notes: [] }
    : { rig: { rig: rig ?? 'generic' }, notes: [note] }
}

/** In two branches, because each kind of report has notes of its own. */
function withNotes(outcome: ModelOutcome, notes: readonly Note[]): ModelOutcome {
  if (outcome.kind === 'fbx') return { ...outcome, notes: [...outcome.notes, ...notes] }
  return { ...outcome, notes: [...outcome.notes, ...notes] }
}
