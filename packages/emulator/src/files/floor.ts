import type { Camera, View } from './camera.ts'
import type { ShadowMask } from './shadow.ts'

/** Metres from one line of the floor to the next, and half the width of a line. */
const grid = 0.5
const line = 0.008

/**
 * How bright the floor is at each pixel, 1 as the background; it fades into the background far away. The camera never
 * rolls, so everything but the lines is the same along a row.
 */
export function drawFloor({ width, height }: View, { eye, right, up, ahead, zoom }: Camera): Float32Array {
  const tones = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const v = (height / 2 - y - 0.5) / height / zoom
    const dy = ahead[1] + up[1] * v
    const sky = 1 + 0.1 * v * zoom
    if (dy >= -1e-4) {
      tones.fill(sky, y * width, (y + 1) * width)
      continue
    }
    const distance = -eye[1] / dy
    const fade = Math.exp(-((distance / 11) ** 2))
    // a line is as soft as a pixel is wide there, so that it does not flicker when the camera moves
    const blur = distance / height / zoom
    const deep = blur / Math.max(0.12, -dy)
    const startX = eye[0] + (ahead[0] + up[0] * v) * distance
    const startZ = eye[2] + (ahead[2] + up[2] * v) * distance
    for (let x = 0; x < width; x++) {
      const u = ((x + 0.5 - width / 2) / height / zoom) * distance
      const on = Math.max(lineAt(startX + right[0] * u, blur), lineAt(startZ + right[2] * u, deep))
      tones[y * width + x] = sky - fade * (0.14 + 0.13 * on)
    }
  }
  return tones
}

/** Fill a picture with a floor in the background's colour, darker where a shadow falls. */
export function paintFloor(
  picture: Uint8Array,
  tones: Float32Array,
  [r, g, b]: View['backgroundColor'],
  width: number,
  shadow: ShadowMask | null,
): void {
  for (let at = 0, x = 0, y = 0; at < tones.length; at++) {
    const dark = shadow === null ? 0 : (shadow.values[(y >> 1) * shadow.width + (x >> 1)] as number)
    const tone = (tones[at] as number) * (1 - dark * (0.6 / 255))
    picture[at * 4] = Math.min(255, r * tone)
    picture[at * 4 + 1] = Math.min(255, g * tone)
    picture[at * 4 + 2] = Math.min(255, b * tone)
    picture[at * 4 + 3] = 255
    if (++x < width) continue
    x = 0
    y++
  }
}

/** 0..1: how much of a line a point shows. */
function lineAt(value: number, blur: number): number {
  const place = value / grid
  const off = Math.abs(place - Math.floor(place + 0.5)) * grid - line
  if (off >= blur / 2) return 0
  return Math.min(1, 0.5 - off / blur) * Math.min(1, (2 * line) / blur)
}
