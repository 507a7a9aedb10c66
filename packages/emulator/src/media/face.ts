import type { Picture } from './picture.ts'

/** Where a face is taken to be, in pixels of the picture. */
export interface Face {
  readonly x: number
  readonly y: number
  /** Half of its width, and of its height from hair to chin. */
  readonly halfWidth: number
  readonly halfHeight: number
  readonly mouthY: number
}

/** Pixels of the coarse picture that is searched. */
const GRID = 64

/**
 * Where the face is: the window in which there is most skin, and little beside it. No face detector: enough to move the
 * right part of most portraits. Where no skin is seen, portraits have their faces above the middle.
 *
 * @returns null for a picture in which there is nothing at all, one flat colour.
 */
export function findFace(picture: Picture): Face | null {
  const columns = Math.min(GRID, picture.width)
  const rows = Math.max(1, Math.min(GRID * 2, Math.round((columns * picture.height) / picture.width)))
  const cells = cellsOf(picture, columns, rows)
  if (isFlat(cells.brightness)) return null
  const scale = picture.width / columns
  const sums = sumTable(cells.skin, columns, rows)
  const inside = (left: number, top: number, right: number, bottom: number) => {
    const [x0, x1] = [Math.max(0, left), Math.min(columns, right)]
    const [y0, y1] = [Math.max(0, top), Math.min(rows, bottom)]
    const at = (x: number, y: number) => sums[y * (columns + 1) + x] ?? 0
    return x1 <= x0 || y1 <= y0 ? 0 : at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)
  }
  let best = { score: 0, x: 0.5 * columns, y: 0.42 * rows, half: 0.2 * Math.min(columns, rows) }
  for (let half = 3; half <= columns * 0.36; half += half < 8 ? 0.5 : 1) {
    const tall = half * 1.3
    const area = 4 * half * tall
    for (let y = Math.ceil(tall * 0.7); y < Math.min(rows * 0.72, rows - tall * 0.7); y++) {
      for (let x = Math.ceil(half); x <= columns - half; x++) {
        const box = [x - half, y - tall, x + half, y + tall].map(Math.round)
        const wide = [x - half * 1.6, y - tall * 1.5, x + half * 1.6, y + tall].map(Math.round)
        const [a = 0, b = 0, c = 0, d = 0] = box
        const [e = 0, f = 0, g = 0, h = 0] = wide
        const skin = inside(a, b, c, d)
        const around = inside(e, f, g, h) - skin
        const middle = 1 - 0.35 * Math.abs(x / columns - 0.5) - 0.25 * Math.abs(y / rows - 0.35)
        // a small window that is full says less than a large one that is nearly so
        const score = ((skin - 1.1 * around) / area) * Math.sqrt(half) * middle
        if (score > best.score) best = { score, x, y, half }
      }
    }
  }
  const face = {
    x: best.x * scale,
    y: best.y * scale,
    halfWidth: best.half * scale,
    halfHeight: best.half * 1.3 * scale,
  }
  return { ...face, mouthY: mouthIn(picture, face) }
}

/** How far below the middle of a face the mouth is, in half heights, where nothing says more. */
const USUAL_MOUTH = 0.55

/** The reddest row near to where a mouth would be: lips. */
function mouthIn(picture: Picture, { x, y, halfWidth, halfHeight }: Omit<Face, 'mouthY'>): number {
  const redness = (place: number): number => {
    let sum = 0
    for (let step = -5; step <= 5; step++) {
      const column = Math.round(x + (step / 5) * halfWidth * 0.25)
      const at = (Math.round(place) * picture.width + column) * 4
      sum += (picture.rgba[at] ?? 0) - (picture.rgba[at + 1] ?? 0)
    }
    return sum / 11
  }
  let best = { score: -Infinity, at: USUAL_MOUTH }
  for (let at = 0.35; at <= 0.8; at += 0.02) {
    const row = y + at * halfHeight
    const near = (redness(row - halfHeight * 0.03) + redness(row) + redness(row + halfHeight * 0.03)) / 3
    const score = near - 60 * (at - USUAL_MOUTH) ** 2
    if (score > best.score) best = { score, at }
  }
  return y + best.at * halfHeight
}

function cellsOf({ width, height, rgba }: Picture, columns: number, rows: number) {
  const skin = new Float64Array(columns * rows)
  const brightness = new Float64Array(columns * rows)
  const samples = 3
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let s = 0; s < samples * samples; s++) {
        const x = Math.floor(((column + ((s % samples) + 0.5) / samples) * width) / columns)
        const y = Math.floor(((row + (Math.floor(s / samples) + 0.5) / samples) * height) / rows)
        const at = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 4
        const [r = 0, g = 0, b = 0, a = 0] = rgba.subarray(at, at + 4)
        const cell = row * columns + column
        brightness[cell] = (brightness[cell] ?? 0) + ((r + g + b) * a) / 255 / 3 / samples ** 2
        if (a > 128 && isSkin(r, g, b)) skin[cell] = (skin[cell] ?? 0) + 1 / samples ** 2
      }
    }
  }
  return { skin, brightness }
}

/** Skin of any shade has its colour in one small corner; what shines more strongly is cloth. In BT.601 differences. */
function isSkin(r: number, g: number, b: number): boolean {
  const cb = -0.169 * r - 0.331 * g + 0.5 * b
  const cr = 0.5 * r - 0.419 * g - 0.081 * b
  return r > 60 && cr > 8 && cr < 42 && cb < -4 && cb > -42 && r - g < 95 && r > g && g > b * 0.85
}

function isFlat(values: Float64Array): boolean {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return values.every((value) => Math.abs(value - mean) < 3)
}

/** Sums of everything above and to the left, with a row and a column of zeros first. */
function sumTable(values: Float64Array, columns: number, rows: number): Float64Array {
  const sums = new Float64Array((columns + 1) * (rows + 1))
  for (let y = 0; y < rows; y++) {
    let line = 0
    for (let x = 0; x < columns; x++) {
      line += values[y * columns + x] ?? 0
      sums[(y + 1) * (columns + 1) + x + 1] = (sums[y * (columns + 1) + x + 1] ?? 0) + line
    }
  }
  return sums
}
