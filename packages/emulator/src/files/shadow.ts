import { normalize, type Vector } from '../motion/vector.ts'
import { project, type Camera } from './camera.ts'
import { clearCanvas, createCanvas, fillTriangles } from './rasterise.ts'

/** Where the sun is, seen from the floor. */
export const sun: Vector = normalize([0.45, 1, 0.5])

/** Pixels of a mask, half as many each way as the picture has: shadows are soft anyway. */
export interface ShadowMask {
  readonly width: number
  /** 0..255: how much of the sun is kept from the floor. */
  readonly values: Uint8Array
}

/**
 * The figure flattened along the light, softened, and denser the closer the body is to the floor, so that one sees at
 * once whether a foot stands.
 */
export function createShadows(indices: Uint32Array, pictureWidth: number, pictureHeight: number) {
  const canvas = createCanvas(Math.ceil(pictureWidth / 2), Math.ceil(pictureHeight / 2))
  const { width, height } = canvas
  return (points: Float32Array, camera: Camera): ShadowMask => {
    const flat = new Float32Array(points.length)
    const tones = new Float32Array(points.length)
    for (let i = 0; i < points.length; i += 3) {
      const y = Math.max(0, points[i + 1] as number)
      flat[i] = (points[i] as number) - (sun[0] / sun[1]) * y
      flat[i + 2] = (points[i + 2] as number) - (sun[2] / sun[1]) * y
      tones[i] = 235 - 95 * Math.min(1, y)
    }
    const projected = project(flat, camera, width, height)
    // the part that is closest to the floor must win, whichever way its triangles now face
    for (let i = 2; i < projected.length; i += 3) {
      if ((projected[i] as number) > 0) projected[i] = (tones[i - 2] as number) / 255
    }
    clearCanvas(canvas)
    fillTriangles(canvas, projected, tones, indices)
    const mask = new Uint8Array(width * height)
    for (let i = 0; i < mask.length; i++) mask[i] = canvas.rgba[i * 4] as number
    return { width, values: soften(mask, width, height) }
  }
}

/** A mean over 5 x 5 pixels, one direction after the other, where there is anything to soften. */
function soften(mask: Uint8Array, width: number, height: number): Uint8Array {
  let first = 0
  while (first < mask.length && mask[first] === 0) first++
  let last = mask.length - 1
  while (last > first && mask[last] === 0) last--
  const start = Math.max(2 * width, first - 3 * width)
  const end = Math.min((height - 2) * width, last + 3 * width)
  return meanAlong(meanAlong(mask, 1, start, end), width, start, end)
}

function meanAlong(from: Uint8Array, step: number, start: number, end: number): Uint8Array {
  const to = new Uint8Array(from.length)
  for (let i = start; i < end; i++) {
    const outer = (from[i - 2 * step] as number) + (from[i + 2 * step] as number)
    const inner = (from[i - step] as number) + (from[i] as number) + (from[i + step] as number)
    to[i] = (outer + inner) / 5
  }
  return to
}
