import { parseBvh } from '../bvh/parse-bvh.ts'
import type { SourceFile } from '../export-for.ts'
import { motionToFbx } from '../fbx/motion-to-fbx.ts'
import { motionToGlb } from '../gltf/motion-to-glb.ts'
import { animateGlb } from '../humanoid/animate-glb.ts'
import { mapHumanoid } from '../humanoid/map-humanoid.ts'
import { readClip } from '../humanoid/read-clip.ts'
import { formatRetarget } from '../humanoid/report-retarget.ts'
import { retarget } from '../humanoid/retarget.ts'
import { type RootMotionMode, setRootMotion } from '../humanoid/root-motion.ts'
import { resampleMotion } from '../humanoid/sample-motion.ts'
import type { Motion } from '../motion/motion.ts'
import { type MotionOptions, toMotion } from '../motion/to-motion.ts'
import { sniffFormat } from '../sniff-format.ts'
import type { BundleTarget } from './bundle-for.ts'
import { safeStem } from './safe-stem.ts'

/** What is done to every motion before it is packed. */
export interface ShapeOptions {
  /** A rigged person, GLB or VRM, that every motion is put onto. */
  readonly character?: SourceFile
  /** Where travel goes; it stays with the hips unless told. */
  readonly rootMotion?: RootMotionMode
  /** Frames per second to read the motion anew at; its length stays. As the motion has them unless told. */
  readonly resampleFps?: number
}

/** A source as it is to be packed, and what was done to it, in words. */
export interface ShapedSource {
  readonly source: SourceFile
  /** Empty where nothing was done. */
  readonly words: string
}

export const isShaping = ({ character, rootMotion = 'keep', resampleFps }: ShapeOptions): boolean =>
  character !== undefined || rootMotion !== 'keep' || resampleFps !== undefined

/** What of a motion the options would change, to begin a sentence with. */
export function shapingWords({ character, rootMotion = 'keep', resampleFps }: ShapeOptions): string {
  const words = [
    ...(character ? ['character'] : []),
    ...(rootMotion === 'keep' ? [] : ['root motion']),
    ...(resampleFps === undefined ? [] : ['frame rate']),
  ].join(' and ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * @param source - A BVH, or a GLB whose first clip is meant.
 * @throws ExportError As `retarget`, `readClip` and `parseBvh`.
 */
export async function shapeMotion(
  target: BundleTarget,
  source: SourceFile,
  options: ShapeOptions & MotionOptions,
): Promise<ShapedSource> {
  const stem = safeStem(source.name)
  const isGlb = sniffFormat(source.bytes) === 'glb'
  const motion = isGlb ? readClip(source.bytes) : toMotion(parseBvh(source.bytes), options).motion
  const change = (moving: Motion) => changed(moving, options)
  const { character } = options
  if (character) {
    const { glb, report } = retarget(motion, character.bytes, { name: stem, existing: 'replace', change })
    return { source: { name: `${stem}.glb`, bytes: glb }, words: formatRetarget(report) }
  }
  const shaped = change(motion)
  const words = `${shaped.fps} frames per second; travel: ${options.rootMotion ?? 'keep'}.\n`
  if (isGlb) {
    const bytes = animateGlb(source.bytes, shaped, { name: stem, existing: 'replace' })
    return { source: { name: source.name, bytes }, words }
  }
  const figure = { figure: true, name: stem }
  return target === 'unity'
    ? { source: { name: `${stem}.fbx`, bytes: motionToFbx(shaped, figure) }, words }
    : { source: { name: `${stem}.glb`, bytes: await motionToGlb(shaped, figure) }, words }
}

function changed(motion: Motion, { resampleFps, rootMotion = 'keep' }: ShapeOptions): Motion {
  const sampled = resampleFps === undefined ? motion : resampleMotion(motion, resampleFps)
  if (rootMotion === 'keep') return sampled
  const hips = mapHumanoid(sampled).bones.hips
  return setRootMotion(sampled, { mode: rootMotion, ...(hips !== undefined && { hips }) })
}
