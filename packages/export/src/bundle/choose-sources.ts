import type { SourceFile } from '../export-for.ts'
import { type FileFormat, sniffFormat } from '../sniff-format.ts'
import type { BundleTarget } from './bundle-for.ts'
import { safeStem } from './safe-stem.ts'

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

/** What a motion is read from before it is changed: a BVH has nothing beside it. */
const SHAPED: readonly FileFormat[] = ['bvh', 'glb']

/**
 * Of the files of each motion (one name, several endings), the one that suits the target best.
 *
 * @param isShaping - Motions are changed before they are packed, so they must be of a format that is read here.
 */
export function chooseSources(
  target: BundleTarget,
  sources: readonly SourceFile[],
  isShaping = false,
): { readonly chosen: readonly SourceFile[]; readonly leftOut: readonly LeftOut[] } {
  const preferred = isShaping ? SHAPED : PREFERRED[target]
  const best = new Map<string, { file: SourceFile; rank: number }>()
  const leftOut: LeftOut[] = []
  for (const file of sources) {
    const format = sniffFormat(file.bytes)
    const rank = preferred.indexOf(format)
    if (rank < 0) {
      const what = format === 'unknown' ? 'no format we know' : format.toUpperCase()
      const wanted = preferred.map((known) => known.toUpperCase()).join(', ')
      leftOut.push({
        source: file.name,
        why: `It is ${what} by its first bytes; this bundle takes ${wanted}${isShaping ? ', to change the motion' : ''}.`,
      })
      continue
    }
    const motion = safeStem(file.name).toLowerCase()
    const known = best.get(motion)
    if (!known || rank < known.rank) best.set(motion, { file, rank })
    // Two files of one name and one format are two motions from two folders.
    else if (rank === known.rank) best.set(`${motion}/${best.size}`, { file, rank })
  }
  const chosen = [...best.values()].map(({ file }) => file)
  for (const file of sources) {
    if (chosen.includes(file) || leftOut.some(({ source }) => source === file.name)) continue
    const format = sniffFormat(file.bytes).toUpperCase()
    leftOut.push({
      source: file.name,
      why: `The same motion is in a better format than ${format} for ${target}.`,
    })
  }
  return { chosen: sources.filter((file) => chosen.includes(file)), leftOut }
}
