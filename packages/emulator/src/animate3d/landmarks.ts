import { worldPose } from '../motion/forward-kinematics.ts'
import type { Motion } from '../motion/motion.ts'
import type { JobRecord } from './job.ts'
import { detectedBy } from './models.ts'

/** Frames per second of a detection. Assumed. */
const FPS = 30

/** Where every joint is in every frame, metres. Assumed: the real format is the vendor's own and not documented. */
export function poseLandmarks(motion: Motion, trackingId: string | null): Uint8Array {
  const frames = Array.from({ length: motion.frameCount }, (_, frame) =>
    worldPose(motion, frame).positions.map((position) => position.map((metres) => Number(metres.toFixed(4)))),
  )
  return encoded({ trackingId, fps: motion.fps, joints: motion.joints.map(({ name }) => name), frames })
}

/**
 * Who is where in every frame. Assumed: all but the nesting and `id`, which clients read.
 *
 * @see Animate 3D REST API document v2.0.0, "Multi-Person Tracking"
 */
export function detectionResult(job: JobRecord): Uint8Array {
  const ids = detectedBy(job).map(Number)
  const frameCount = Math.max(1, Math.round(job.footage.durationSeconds * FPS))
  const share = 1 / Math.max(1, ids.length)
  const persons = ids.map((id, index) => ({ id, bbox: [index * share, 0.1, (index + 1) * share, 0.95] }))
  return encoded({ detectionResults: Array.from({ length: frameCount }, () => persons) })
}

function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
