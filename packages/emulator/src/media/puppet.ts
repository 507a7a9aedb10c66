import type { Expression } from './expression.ts'
import type { Portrait } from './portrait.ts'

/** Moves the face of a still picture. */
export interface Puppet {
  /** The picture with another expression. The bytes are the next call's too. */
  readonly show: (expression: Expression) => Uint8Array
}

/** How far around the face, in its half sizes, the picture gives way when the head moves. */
const REACH = { x: 2.3, y: 2 } as const

/** Red, green and blue inside of a mouth, and of teeth. */
const INSIDE = [84, 30, 32] as const
const TEETH = [226, 220, 208] as const

/**
 * Every pixel near the face is fetched from where it was before the head moved and the lips parted; what no pixel covers
 * is the inside of the mouth.
 */
export function createPuppet(portrait: Portrait): Puppet {
  const { width, height, rgba: still, face } = portrait
  const picture = Uint8Array.from(still)
  const [left, right] = [face.x - face.halfWidth * REACH.x, face.x + face.halfWidth * REACH.x]
  const [top, bottom] = [face.y - face.halfHeight * REACH.y, face.y + face.halfHeight * REACH.y]
  const box = {
    left: Math.max(0, Math.floor(left)),
    right: Math.min(width - 1, Math.ceil(right)),
    top: Math.max(0, Math.floor(top)),
    bottom: Math.min(height - 1, Math.ceil(bottom)),
  }
  return {
    show: (expression) => {
      const pose = poseOf(portrait, expression)
      const place = { x: 0, y: 0, inside: 0 }
      for (let y = box.top; y <= box.bottom; y++) {
        for (let x = box.left; x <= box.right; x++) {
          const to = (y * width + x) * 4
          sourceOf(pose, x, y, place)
          if (place.inside > 0) paintInside(picture, to, place.inside, expression.open)
          else fetch(still, width, height, place.x, place.y, picture, to)
        }
      }
      return picture
    },
  }
}

interface Pose {
  readonly face: Portrait['face']
  readonly shiftX: number
  readonly shiftY: number
  readonly sin: number
  /** Half the width of the mouth, how far its lips part, and how far its corners rise. */
  readonly mouth: number
  readonly gap: number
  readonly rise: number
}

function poseOf({ face }: Portrait, { open, smile, right, down, roll }: Expression): Pose {
  return {
    face,
    shiftX: quarters(right * face.halfHeight),
    shiftY: quarters(down * face.halfHeight),
    sin: Math.sin(roll),
    mouth: face.halfWidth * (0.32 + 0.04 * smile - 0.05 * open),
    gap: open * 0.2 * face.halfHeight,
    rise: smile * 0.05 * face.halfHeight,
  }
}

/** Smaller moves would change pixels that look the same. */
const quarters = (pixels: number): number => Math.round(pixels * 4) / 4

interface Place {
  x: number
  y: number
  /** 0 on skin; inside the mouth, how deep below the upper lip: just above 0 to 1. */
  inside: number
}

/** Where the pixel at `x, y` comes from. Writes into `place`, because it runs for every pixel of every frame. */
function sourceOf(pose: Pose, x: number, y: number, place: Place): void {
  const { face, mouth, gap } = pose
  const fromX = (x - face.x) / (face.halfWidth * REACH.x)
  const fromY = (y - face.y) / (face.halfHeight * REACH.y)
  const distance = Math.sqrt(fromX * fromX + fromY * fromY)
  const give = distance >= 1 ? 0 : distance < 0.45 ? 1 : smooth((1 - distance) / 0.55)
  place.inside = 0
  place.x = x - give * (pose.shiftX + pose.sin * (y - face.y))
  place.y = y - give * (pose.shiftY - pose.sin * (x - face.x))
  const u = (place.x - face.x) / mouth
  const v = place.y - face.mouthY
  const below = face.halfHeight * 0.55
  const above = face.halfHeight * 0.22
  if (u < -1.5 || u > 1.5 || v < -above - gap || v > below + gap) return
  const corner = Math.max(0, 1 - Math.abs(Math.abs(u) - 0.9) / 0.6) * Math.max(0, 1 - Math.abs(v) / below)
  place.y += pose.rise * corner
  const parted = u > -1 && u < 1 ? 1 - u * u : 0
  const upper = -0.25 * gap * parted
  const lower = 0.75 * gap * parted
  if (v > upper && v < lower) place.inside = Math.max(1e-3, (v - upper) / (lower - upper))
  else if (v >= lower) place.y -= lower * Math.max(0, 1 - (v - lower) / below)
  else place.y -= upper * Math.max(0, 1 + (v - upper) / above)
}

const smooth = (value: number): number => value * value * (3 - 2 * value)

function paintInside(picture: Uint8Array, at: number, depth: number, open: number): void {
  const teeth = open > 0.25 && depth < 0.28 ? 1 - depth / 0.28 : 0
  // darkest in the middle, where it is deepest
  const shade = 0.55 + 0.45 * Math.abs(depth * 2 - 1)
  for (let c = 0; c < 3; c++) {
    const inner = (INSIDE[c] as number) * shade
    picture[at + c] = inner + ((TEETH[c] as number) - inner) * Math.min(1, teeth * 1.6) * 0.8
  }
}

/** The colour between four pixels. */
function fetch(
  from: Uint8ClampedArray,
  width: number,
  height: number,
  x: number,
  y: number,
  to: Uint8Array,
  at: number,
): void {
  const cx = x < 0 ? 0 : x > width - 1.001 ? width - 1.001 : x
  const cy = y < 0 ? 0 : y > height - 1.001 ? height - 1.001 : y
  const [x0, y0] = [Math.floor(cx), Math.floor(cy)]
  const [fx, fy] = [cx - x0, cy - y0]
  const place = (y0 * width + x0) * 4
  const under = place + width * 4
  for (let c = 0; c < 3; c++) {
    const upper = (from[place + c] as number) * (1 - fx) + (from[place + 4 + c] as number) * fx
    const lower = (from[under + c] as number) * (1 - fx) + (from[under + 4 + c] as number) * fx
    to[at + c] = upper * (1 - fy) + lower * fy
  }
}
