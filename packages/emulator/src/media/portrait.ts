import { resample } from './decode-image.ts'
import type { Face } from './face.ts'
import type { Picture } from './picture.ts'

/** A picture cut and sized for a film, and where the face is in it. Opaque. */
export interface Portrait extends Picture {
  readonly face: Face
}

export interface Framing {
  /** Pixels. */
  readonly width: number
  readonly height: number
  /** How much of what is around the face is seen, in face sizes; null shows as much of the picture as fits. */
  readonly around: number | null
}

/** What shows through a picture that is not opaque. */
const BACKGROUND = 236

/** Cut the largest part that has the film's proportions, with the face near its middle, and size it. */
export function framePortrait(picture: Picture, face: Face, { width, height, around }: Framing): Portrait {
  const aspect = width / height
  const largest = Math.min(picture.height, picture.width / aspect)
  const wanted = around === null ? largest : 2 * face.halfHeight * (1 + around)
  const tall = Math.max(2, Math.min(largest, wanted))
  const wide = tall * aspect
  const left = Math.round(clamp(face.x - wide / 2, 0, picture.width - wide))
  const top = Math.round(clamp(face.y - tall * 0.45, 0, picture.height - tall))
  const [cutWidth, cutHeight] = [Math.max(1, Math.floor(wide)), Math.max(1, Math.floor(tall))]
  const cut = opaque(cutOut(picture, left, top, cutWidth, cutHeight))
  const [scaleX, scaleY] = [width / cutWidth, height / cutHeight]
  return {
    ...resample(cut, width, height),
    face: {
      x: (face.x - left) * scaleX,
      y: (face.y - top) * scaleY,
      halfWidth: face.halfWidth * scaleX,
      halfHeight: face.halfHeight * scaleY,
      mouthY: (face.mouthY - top) * scaleY,
    },
  }
}

function cutOut(picture: Picture, left: number, top: number, width: number, height: number): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * picture.width + left) * 4
    rgba.set(picture.rgba.subarray(from, from + width * 4), y * width * 4)
  }
  return { width, height, rgba }
}

function opaque({ width, height, rgba }: Picture): Picture {
  const mixed = new Uint8ClampedArray(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = (rgba[i + 3] as number) / 255
    for (let c = 0; c < 3; c++) mixed[i + c] = (rgba[i + c] as number) * alpha + BACKGROUND * (1 - alpha)
    mixed[i + 3] = 255
  }
  return { width, height, rgba: mixed }
}

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value))
