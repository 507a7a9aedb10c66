import type { Motion } from '../motion/motion.ts'
import { readContainer } from '../gltf/glb-container.ts'
import { type AnimateOptions, animateRig } from './animate-glb.ts'
import { rigOf } from './read-rig.ts'
import { type RetargetMotionOptions, retargetMotion } from './retarget-motion.ts'
import { type RetargetReport, reportRetarget } from './report-retarget.ts'

export interface RetargetOptions extends RetargetMotionOptions, AnimateOptions {
  /** Changes the motion once it is on the target and before it is written: foot lock, loop, root motion, resampling. */
  readonly change?: (motion: Motion) => Motion
}

/**
 * Puts a motion onto a rigged character and gives the character back with the motion as a clip. Nothing else in the
 * file changes. Runs in Node and in browsers.
 *
 * @param glb - A GLB or VRM with a skeleton of a person, however it rests and whatever its bones are called.
 * @throws ExportError as {@link retargetMotion}, `readRig` and `animateGlb`.
 * @example
 * const { glb, report } = retarget(motion, await readFile('hero.glb'), { name: 'walk' })
 */
export function retarget(
  motion: Motion,
  glb: Uint8Array,
  options: RetargetOptions = {},
): { readonly glb: Uint8Array<ArrayBuffer>; readonly motion: Motion; readonly report: RetargetReport } {
  const container = readContainer(glb)
  const rig = rigOf(container)
  const result = retargetMotion(motion, rig, options)
  const finished = options.change ? options.change(result.motion) : result.motion
  return {
    glb: animateRig(container, rig, finished, options),
    motion: finished,
    report: reportRetarget(motion, result),
  }
}
