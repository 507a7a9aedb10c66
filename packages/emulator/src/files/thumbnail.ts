import { restPose } from '../motion/forward-kinematics.ts'
import { createMotion } from '../motion/motion.ts'
import { defaultView, filmWith } from './camera.ts'
import { createPainter, poseAt } from './picture.ts'
import { toPng } from './png.ts'

const size = 256

/** A square PNG portrait of the mannequin, waving, as character lists show it. */
export function thumbnail(): Uint8Array {
  const motion = createMotion({ prompt: 'wave', durationSeconds: 2, seed: 'thumbnail', variant: 1 })
  const frame = Math.round(motion.frameCount / 2)
  const view = { ...defaultView, width: size, height: size, cameraAngleDegrees: 25, cameraMode: 2 as const }
  const camera = filmWith(view, motion)[frame]
  const pose = camera === undefined ? restPose : poseAt(motion, frame)
  return toPng(
    size,
    size,
    camera === undefined ? new Uint8Array(size * size * 4) : createPainter(view).paint(pose, camera),
  )
}
