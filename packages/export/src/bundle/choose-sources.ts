import type { SourceFile } from '../export-for.ts'
import { type FileFormat, sniffFormat } from '../sniff-format.ts'
import type { BundleTarget } from './bundle-for.ts'
import { safeStem } from './safe-stem.ts'
import { isShaping, type ShapeOptions } from './shape-motion.ts'

/** What a job can make. A model that does not move is a motion too: both come as a GLB, and one way opens them. */
export type SourceKind = 'motion' | 'splats' | 'video'

export interface ChosenSource {
  readonly kind: SourceKind
  readonly file: SourceFile
}

/** A file that is not in a bundle, and why not, in words. */
export interface LeftOut {
  readonly source: string
  readonly why: string
}

/**
 * Best first. Unity makes a humanoid of an FBX by itself, and of a GLB only by an importer that a project may not
 * have; Blender and browsers read GLB best.
 */
const PREFERRED: Readonly<Record<BundleTarget, readonly FileFormat[]>> = {
  blender: ['glb', 'bvh'],
  unity: ['fbx', 'glb', 'bvh'],
  web: ['glb', 'bvh'],
}

/**
 * What a motion is read from before it is changed. Where it goes onto somebody else, and in Unity, which takes it off
 * its figure, the motion alone counts, and a BVH has nothing beside it; everywhere else the figure is to stay.
 */
const shapedFrom = (target: BundleTarget, { character }: ShapeOptions): readonly FileFormat[] =>
  character !== undefined || target === 'unity' ? ['bvh', 'glb'] : ['glb', 'bvh']

/** Best first: a PLY is exact, an SPZ nearly, and a `.splat` has one colour from every side. */
const SPLATS: readonly FileFormat[] = ['ply', 'gzip', 'spz', 'splat']

const VIDEOS: readonly FileFormat[] = ['mp4']

/** As people call them; what is not here is called by its format. */
const NAMES: Partial<Readonly<Record<FileFormat, string>>> = {
  gzip: 'SPZ',
  splat: '.splat',
  unknown: 'no format we know',
}
const nameOf = (format: FileFormat): string => NAMES[format] ?? format.toUpperCase()

/**
 * Of the files of each motion (one name, several endings), the one that suits the target best; the same of splats and
 * of videos.
 *
 * @param options - Where motions are changed before they are packed, they must be of a format that is read here.
 */
export function chooseSources(
  target: BundleTarget,
  sources: readonly SourceFile[],
  options: ShapeOptions = {},
): { readonly chosen: readonly ChosenSource[]; readonly leftOut: readonly LeftOut[] } {
  const shapes = isShaping(options)
  const preferred: Readonly<Record<SourceKind, readonly FileFormat[]>> = {
    motion: shapes ? shapedFrom(target, options) : PREFERRED[target],
    splats: SPLATS,
    video: VIDEOS,
  }
  const best = new Map<string, ChosenSource & { rank: number }>()
  const leftOut: LeftOut[] = []
  for (const file of sources) {
    const format = sniffFormat(file.bytes)
    const kind = KINDS.find((each) => preferred[each].includes(format))
    if (!kind) {
      leftOut.push({ source: file.name, why: whyNot(format, Object.values(preferred).flat(), shapes) })
      continue
    }
    const rank = preferred[kind].indexOf(format)
    const name = `${kind} ${safeStem(file.name).toLowerCase()}`
    const known = best.get(name)
    if (!known || rank < known.rank) best.set(name, { kind, file, rank })
    // Two files of one name and one format are two motions from two folders.
    else if (rank === known.rank) best.set(`${name}/${best.size}`, { kind, file, rank })
  }
  const kindOf = new Map([...best.values()].map(({ file, kind }) => [file, kind]))
  for (const file of sources) {
    if (kindOf.has(file) || leftOut.some(({ source }) => source === file.name)) continue
    const format = sniffFormat(file.bytes)
    const same = SPLATS.includes(format) ? 'splats are' : 'motion is'
    leftOut.push({
      source: file.name,
      why: `The same ${same} in a better format than ${nameOf(format)} for ${target}.`,
    })
  }
  const chosen = sources.flatMap((file) => {
    const kind = kindOf.get(file)
    return kind ? [{ kind, file }] : []
  })
  return { chosen, leftOut }
}

const KINDS: readonly SourceKind[] = ['motion', 'splats', 'video']

function whyNot(format: FileFormat, wanted: readonly FileFormat[], shapes: boolean): string {
  const taken = [...new Set(wanted.map(nameOf))].join(', ')
  return `It is ${nameOf(format)} by its first bytes; this bundle takes ${taken}${shapes ? ', to change the motion' : ''}.`
}
