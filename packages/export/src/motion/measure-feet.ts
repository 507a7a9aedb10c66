import type { Motion } from './motion.ts'
import { createPoseReader } from './pose-reader.ts'
import { findLandmarks } from './find-landmarks.ts'

/** How firmly the feet stand, over both feet. */
export interface FootMeasure {
  /** The part of all foot frames in which the foot is on the ground, 0 to 1. */
  readonly contactShare: number
  /** Median distance a foot on the ground travels sideways in one frame; 0 would be nailed to the floor. */
  readonly slideMillimetresPerFrame: number
  /** The same as a speed, which compares across frame rates. */
  readonly slideMetresPerSecond: number
}

/** Metres above its own lowest level, within which a foot counts as standing. */
const CONTACT_HEIGHT = 0.025
/** Metres per second up or down, above which a foot is passing and not standing. */
const CONTACT_SPEED = 0.15

/** `null` where no joint is recognisably a foot, or nothing moves. */
export function measureFeet(motion: Motion): FootMeasure | null {
  const { feet } = findLandmarks(motion.joints)
  if (feet.length === 0 || motion.frameCount < 2) return null
  const paths = pathsOf(motion, feet)
  const slides: number[] = []
  for (const path of paths) {
    const heights = path.filter((_, index) => index % 3 === 1).toSorted()
    // Not the minimum: one frame that dips below the floor must not lift the rest off it.
    const level = heights[Math.floor(heights.length * 0.05)] ?? 0
    for (let frame = 1; frame < motion.frameCount; frame++) {
      const [x = 0, y = 0, z = 0] = path.subarray(frame * 3, frame * 3 + 3)
      const [lastX = 0, lastY = 0, lastZ = 0] = path.subarray(frame * 3 - 3, frame * 3)
      const isStanding =
        Math.max(y, lastY) - level < CONTACT_HEIGHT && Math.abs(y - lastY) * motion.fps < CONTACT_SPEED
      if (isStanding) slides.push(Math.hypot(x - lastX, z - lastZ))
    }
  }
  const slide = slides.toSorted((a, b) => a - b)[Math.floor(slides.length / 2)] ?? 0
  return {
    contactShare: slides.length / (feet.length * (motion.frameCount - 1)),
    slideMillimetresPerFrame: slide * 1000,
    slideMetresPerSecond: slide * motion.fps,
  }
}

function pathsOf(motion: Motion, joints: readonly number[]): readonly Float64Array[] {
  const poseOf = createPoseReader(motion)
  const paths = joints.map(() => new Float64Array(motion.frameCount * 3))
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const pose = poseOf(frame)
    for (const [index, joint] of joints.entries())
      paths[index]?.set(pose.joints.subarray(joint * 3, joint * 3 + 3), frame * 3)
  }
  return paths
}
