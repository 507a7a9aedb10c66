import { type Picture, resample } from '../media/decode-image.ts'

/**
 * A picture as a landscape: metres, x to the right, y up, z towards who looks at it. It stands on y = 0, centred on the
 * y axis, and its longer side is 1 m.
 */
export interface Relief {
  /** Cells across and down. Heights are told at their corners, rows from the top. */
  readonly columns: number
  readonly rows: number
  readonly width: number
  readonly height: number
  /** Which cells there are; the rest of the picture is cut out. */
  readonly kept: Uint8Array
  /** z of the front at each corner. */
  readonly front: Float32Array
  /** z of the flat back. */
  readonly back: number
}

/** What a relief is made from: the picture as it is painted on, stretched to any proportions. */
export interface ReliefSource {
  readonly texture: Picture
  /** Width by height, of the original. */
  readonly aspect: number
  /** How opaque it is, in rows of a square grid of {@link ALPHA_CELLS}; null where all of it is. */
  readonly alpha: Uint8Array | null
}

/** Cells of the alpha of a picture, each way. */
export const ALPHA_CELLS = 128

/** Metres: how thick the thinnest place is, and how much the highest rises above it. */
const THICKNESS = 0.06
const RISE = 0.2

/** @param cells - Of the longer side. */
export function createRelief(source: ReliefSource, cells: number): Relief {
  const [width, height] = source.aspect >= 1 ? [1, 1 / source.aspect] : [source.aspect, 1]
  // A ribbon has a few cells in its short direction, too: fewer would leave nothing to round.
  const columns = Math.max(4, Math.round(cells * width))
  const rows = Math.max(4, Math.round(cells * height))
  const kept = keptCells(source.alpha, columns, rows)
  const bright = brightness(source.texture, columns + 1, rows + 1)
  const round = roundness(kept, columns, rows)
  const back = -(THICKNESS + RISE) / 2
  const front = bright.map(
    (value, at) => back + THICKNESS + RISE * (round[at] as number) * (0.45 + 0.55 * value),
  )
  return { columns, rows, width, height, kept, front, back }
}

/** Where a point of the picture is, 0 to 1 from its left and from its top. */
export function depthAt({ front, columns, rows }: Relief, u: number, v: number): number {
  const x = Math.min(columns - 1e-6, Math.max(0, u * columns))
  const y = Math.min(rows - 1e-6, Math.max(0, v * rows))
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const corner = (column: number, row: number) => front[row * (columns + 1) + column] as number
  const upper = corner(left, top) + (corner(left + 1, top) - corner(left, top)) * (x - left)
  const lower = corner(left, top + 1) + (corner(left + 1, top + 1) - corner(left, top + 1)) * (x - left)
  return upper + (lower - upper) * (y - top)
}

export function isKept({ kept, columns, rows }: Relief, u: number, v: number): boolean {
  const column = Math.min(columns - 1, Math.floor(u * columns))
  return kept[Math.min(rows - 1, Math.floor(v * rows)) * columns + column] === 1
}

/** Cells that are more seen than not; of a picture that shows nothing, all. */
function keptCells(alpha: Uint8Array | null, columns: number, rows: number): Uint8Array {
  const all = new Uint8Array(columns * rows).fill(1)
  if (alpha === null) return all
  const rgba = new Uint8ClampedArray(alpha.length * 4)
  for (const [at, value] of alpha.entries()) rgba[at * 4 + 3] = value
  const sized = resample({ width: ALPHA_CELLS, height: ALPHA_CELLS, rgba }, columns, rows)
  const kept = all.map((_, at) => ((sized.rgba[at * 4 + 3] as number) >= 128 ? 1 : 0))
  if (!kept.includes(1)) return all
  joinCorners(kept, columns, rows)
  return kept
}

/** Two cells that meet at a corner alone would share an edge that four walls meet at: no solid has that. */
function joinCorners(kept: Uint8Array, columns: number, rows: number): void {
  for (let again = true; again;) {
    again = false
    for (let at = 0; at < columns * (rows - 1); at++) {
      if (at % columns === columns - 1) continue
      const [a, b, c, d] = [at, at + 1, at + columns, at + columns + 1].map((cell) => kept[cell])
      if (a !== d || b !== c || a === b) continue
      kept[a === 1 ? at + 1 : at] = 1
      again = true
    }
  }
}

/** Brightness at each corner, softened, from 0 (the darkest of this picture) to 1 (the brightest). */
function brightness(texture: Picture, columns: number, rows: number): Float32Array {
  const { rgba } = resample(texture, columns, rows)
  let values = Float32Array.from(
    { length: columns * rows },
    (_, at) =>
      0.299 * (rgba[at * 4] as number) +
      0.587 * (rgba[at * 4 + 1] as number) +
      0.114 * (rgba[at * 4 + 2] as number),
  )
  for (let pass = 0; pass < 2; pass++) values = softened(values, columns, rows)
  const low = values.reduce((a, b) => Math.min(a, b))
  const span = values.reduce((a, b) => Math.max(a, b)) - low
  return values.map((value) => (span < 1 ? 0.5 : (value - low) / span))
}

/** A mean over 3 x 3 corners; the border counts as it is. */
function softened(values: Float32Array, columns: number, rows: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, (_, at) => {
    const [x, y] = [at % columns, Math.floor(at / columns)]
    let sum = 0
    for (let dy = -1; dy <= 1; dy++) {
      const row = Math.min(rows - 1, Math.max(0, y + dy)) * columns
      for (let dx = -1; dx <= 1; dx++)
        sum += values[row + Math.min(columns - 1, Math.max(0, x + dx))] as number
    }
    return sum / 9
  })
}

/** At each corner, 0 on the outline to 1 well inside, as a cushion is round. */
function roundness(kept: Uint8Array, columns: number, rows: number): Float32Array {
  const wide = columns + 1
  const inside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows && kept[y * columns + x] === 1
  const distance = Float32Array.from({ length: wide * (rows + 1) }, (_, at) => {
    const [x, y] = [at % wide, Math.floor(at / wide)]
    const whole = inside(x, y) && inside(x - 1, y) && inside(x, y - 1) && inside(x - 1, y - 1)
    return whole ? Number.POSITIVE_INFINITY : 0
  })
  // Distances spread from the outline, once from the top left and once from the bottom right.
  const spread = (at: number, step: number) => {
    const diagonal = Math.SQRT2
    for (const [offset, length] of [
      [1, 1],
      [wide, 1],
      [wide + 1, diagonal],
      [wide - 1, diagonal],
    ] as const) {
      const other = distance[at - step * offset]
      if (other !== undefined) distance[at] = Math.min(distance[at] as number, other + length)
    }
  }
  for (let at = 0; at < distance.length; at++) spread(at, 1)
  for (let at = distance.length - 1; at >= 0; at--) spread(at, -1)
  const reach = Math.max(1, distance.reduce((a, b) => Math.max(a, b)) * 0.7)
  return distance.map((value) => Math.sqrt(1 - (1 - Math.min(1, value / reach)) ** 2))
}
