import { clamp, mix } from '../motion/curve.ts'
import type { Motion } from '../motion/motion.ts'
import { restHipsHeight } from '../motion/rig.ts'
import { add, cross, dot, normalize, scale, subtract, type Vector } from '../motion/vector.ts'

/** How a film of a motion looks. */
export interface View {
  /** Pixels; odd sizes are made even, as the codec needs. */
  readonly width: number
  readonly height: number
  /** 0..255 each. */
  readonly backgroundColor: readonly [r: number, g: number, b: number]
  /** 0 looks at the figure from the front as it starts, +90 from its left side, -90 from its right. */
  readonly cameraAngleDegrees: number
  readonly shadow: boolean
  /** 0 follows the figure, 1 stands still and sees the whole way, 2 stays close to the face. */
  readonly cameraMode: 0 | 1 | 2
}

/** What the services' own players come near to: a square picture, seen a little from the side. */
export const defaultView: View = {
  width: 480,
  height: 480,
  backgroundColor: [196, 203, 214],
  cameraAngleDegrees: 35,
  shadow: true,
  cameraMode: 0,
}

export interface Camera {
  readonly eye: Vector
  /** Unit vectors: to the right of the picture, up in it, and into it. */
  readonly right: Vector
  readonly up: Vector
  readonly ahead: Vector
  /** Picture heights per metre at a distance of one metre. */
  readonly zoom: number
}

/** One camera per frame. */
export function filmWith(view: View, motion: Motion): readonly Camera[] {
  const points = Array.from({ length: motion.frameCount }, (_, frame): Vector => [
    motion.hips[frame * 3] ?? 0,
    motion.hips[frame * 3 + 1] ?? 0,
    motion.hips[frame * 3 + 2] ?? 0,
  ])
  const leap = Math.max(...points.map(([, y]) => y)) - restHipsHeight
  const height = 0.92 + Math.max(0, leap) * 0.6
  const near = 4.5 + Math.max(0, leap) * 2.6
  const narrow = Math.max(1, view.height / view.width)
  if (view.cameraMode === 1) {
    const low = points.reduce((a, b) => [Math.min(a[0], b[0]), 0, Math.min(a[2], b[2])])
    const high = points.reduce((a, b) => [Math.max(a[0], b[0]), 0, Math.max(a[2], b[2])])
    const radius = Math.hypot(high[0] - low[0], high[2] - low[2]) / 2
    const middle: Vector = [(low[0] + high[0]) / 2, height, (low[2] + high[2]) / 2]
    const camera = look(middle, view.cameraAngleDegrees, (near + radius * 2.1) * narrow, 14)
    return points.map(() => camera)
  }
  const close = view.cameraMode === 2
  let last: { readonly target: Vector; readonly camera: Camera } | null = null
  return follow(points).map(([x, , z]) => {
    // the same camera object for the same place, so that a painter can keep the floor it has drawn
    if (last !== null && last.target[0] === x && last.target[2] === z) return last.camera
    const camera = close
      ? look([x, 1.5, z], view.cameraAngleDegrees, 1.75 * narrow, 4)
      : look([x, height, z], view.cameraAngleDegrees, near * narrow, 12)
    last = { target: [x, 0, z], camera }
    return camera
  })
}

/** World points to pixels, with 1 / distance as the third number; 0 behind the camera. */
export function project(
  points: Float32Array,
  { eye, right, up, ahead, zoom }: Camera,
  width: number,
  height: number,
): Float32Array {
  const projected = new Float32Array(points.length)
  for (let i = 0; i < points.length; i += 3) {
    const v: Vector = [
      (points[i] ?? 0) - eye[0],
      (points[i + 1] ?? 0) - eye[1],
      (points[i + 2] ?? 0) - eye[2],
    ]
    const distance = dot(v, ahead)
    if (distance < 0.1) continue
    projected[i] = width / 2 + ((dot(v, right) * zoom) / distance) * height
    projected[i + 1] = height / 2 - ((dot(v, up) * zoom) / distance) * height
    projected[i + 2] = 1 / distance
  }
  return projected
}

/** Go after the figure only when it leaves the middle: a camera that rests while the figure stands makes calm, small films. */
function follow(points: readonly Vector[]): readonly Vector[] {
  const free = 0.22
  let [x, , z] = points[0] ?? [0, 0, 0]
  const chased = points.map((point): Vector => {
    const away = Math.hypot(point[0] - x, point[2] - z)
    const step = away > free ? (away - free) / away : 0
    x = mix(x, point[0], step)
    z = mix(z, point[2], step)
    return [x, 0, z]
  })
  return chased.map((_, at) => {
    const near = chased.slice(Math.max(0, at - 6), at + 7)
    return scale(near.reduce(add), 1 / near.length)
  })
}

function look(target: Vector, angleDegrees: number, distance: number, downDegrees: number): Camera {
  const angle = (clamp(angleDegrees, -180, 180) * Math.PI) / 180
  const down = (downDegrees * Math.PI) / 180
  const back: Vector = [Math.sin(angle) * Math.cos(down), Math.sin(down), Math.cos(angle) * Math.cos(down)]
  const eye = add(target, scale(back, distance))
  const ahead = normalize(subtract(target, eye))
  const right = normalize(cross(ahead, [0, 1, 0]))
  return { eye, ahead, right, up: cross(right, ahead), zoom: 1.9 }
}
