import type { Motion } from '../motion/motion.ts'
import { filmWith, type View } from './camera.ts'
import { createH264Encoder } from './h264.ts'
import { writeMp4 } from './mp4-boxes.ts'
import { createPainter, poseAt } from './picture.ts'

export { defaultView, type View } from './camera.ts'

/** Fine enough that nobody sees blocks, coarse enough that a film of four seconds stays well below 2 MB. */
const qp = 27

/** Film a motion: the mannequin on a floor, as baseline H.264 that browsers, Blender and ffmpeg play. */
export function toMp4(motion: Motion, view: View): Uint8Array {
  const even = { ...view, width: evenSize(view.width), height: evenSize(view.height) }
  const { width, height } = even
  const painter = createPainter(even)
  const encoder = createH264Encoder({ width, height, fps: motion.fps, qp, keyEvery: 60 })
  const samples = filmWith(even, motion).map((camera, frame) =>
    encoder.encode(painter.paint(poseAt(motion, frame), camera)),
  )
  return writeMp4({ width, height, fps: motion.fps, samples, parameters: encoder })
}

const evenSize = (pixels: number): number => Math.max(32, Math.round(pixels / 2) * 2)
