import { hadamard, restore, transform, zigzag, type Quantiser } from './transform.ts'

/** A macroblock's share of one plane, quantised and in the order in which it is written. */
export interface CodedPlane {
  /** Intra 16 x 16 mode: 0 from above, 1 from the left, 2 the mean. Colour always takes the mean. */
  readonly mode: 0 | 1 | 2
  readonly dc: Int32Array
  /** The other 15 coefficients of each 4 x 4 block, blocks in rows. */
  readonly blocks: readonly Int32Array[]
  /** Whether any of them is not 0. */
  readonly detailed: boolean
}

/** Brightness, or one of the two colours: its source, and what the decoder will have of it. */
export interface Plane {
  /** The plane as a decoder has it after what was coded so far. */
  readonly decoded: Uint8Array
  /** Coefficients per 4 x 4 block of the picture, for the contexts of later blocks. */
  readonly counts: Uint8Array
  readonly setCount: (index: number, block: number, count: number) => void
  readonly context: (index: number, block: number) => number
  readonly unchanged: (index: number) => boolean
  /** Predict, transform, quantise, and put what comes back into the decoder's picture. */
  readonly code: (index: number, choose: boolean) => CodedPlane
}

/** @param size - Pixels of a macroblock in this plane: 16 for brightness, 8 for colour. */
export function createPlane(
  source: Uint8Array,
  columns: number,
  rows: number,
  size: 8 | 16,
  quantiser: Quantiser,
): Plane {
  const stride = columns * size
  const decoded = new Uint8Array(stride * rows * size)
  const coded = new Uint8Array(stride * rows * size)
  const side = size / 4
  const counts = new Uint8Array(columns * rows * side * side)
  const countAt = (x: number, y: number): number | null =>
    x < 0 || y < 0 ? null : (counts[y * columns * side + x] as number)
  const blockAt = (index: number, block: number): readonly [x: number, y: number] => [
    (index % columns) * side + (block % side),
    Math.floor(index / columns) * side + Math.floor(block / side),
  ]
  const startOf = (index: number): number =>
    Math.floor(index / columns) * size * stride + (index % columns) * size
  const prediction = new Int32Array(size * size)
  return {
    decoded,
    counts,
    setCount: (index, block, count) => {
      const [x, y] = blockAt(index, block)
      counts[y * columns * side + x] = count
    },
    context: (index, block) => {
      const [x, y] = blockAt(index, block)
      const left = countAt(x - 1, y)
      const above = countAt(x, y - 1)
      return left === null || above === null ? (left ?? above ?? 0) : (left + above + 1) >> 1
    },
    unchanged: (index) => {
      const start = startOf(index)
      for (let y = 0; y < size; y++) {
        for (let at = start + y * stride, end = at + size; at < end; at++) {
          // one step of brightness is below what the eye, or the quantiser, can tell
          if (Math.abs((source[at] as number) - (coded[at] as number)) > 1) return false
        }
      }
      return true
    },
    code: (index, choose) => {
      const start = startOf(index)
      const hasLeft = index % columns > 0
      const hasAbove = index >= columns
      const edges = { decoded, stride, start, size, left: hasLeft, above: hasAbove }
      const mode = choose ? bestMode(source, edges, prediction) : 2
      predict(prediction, edges, mode)
      for (let y = 0; y < size; y++) {
        const line = start + y * stride
        coded.set(source.subarray(line, line + size), line)
      }
      return codeBlocks(source, edges, prediction, mode, quantiser)
    },
  }
}

interface Edges {
  readonly decoded: Uint8Array
  readonly stride: number
  readonly start: number
  readonly size: 8 | 16
  readonly left: boolean
  readonly above: boolean
}

/** The mode whose guess is nearest to the source. */
function bestMode(source: Uint8Array, edges: Edges, guess: Int32Array): 0 | 1 | 2 {
  let best: 0 | 1 | 2 = 2
  let least = Infinity
  for (const mode of [2, 0, 1] as const) {
    if ((mode === 0 && !edges.above) || (mode === 1 && !edges.left)) continue
    predict(guess, edges, mode)
    let cost = 0
    for (let at = 0; at < 256 && cost < least; at++) {
      const pixel = edges.start + (at >> 4) * edges.stride + (at & 15)
      cost += Math.abs((source[pixel] as number) - (guess[at] as number))
    }
    if (cost >= least) continue
    least = cost
    best = mode
  }
  return best
}

/** Guess a macroblock from the pixels above and to the left of it. @see ITU-T H.264, 8.3.3 and 8.3.4. */
function predict(out: Int32Array, edges: Edges, mode: 0 | 1 | 2): void {
  const { decoded, stride, start, size, left, above } = edges
  if (mode !== 2) {
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        out[y * size + x] = decoded[mode === 0 ? start - stride + x : start + y * stride - 1] as number
      }
    }
    return
  }
  const part = size === 16 ? 16 : 4
  for (let by = 0; by < size; by += part) {
    for (let bx = 0; bx < size; bx += part) {
      let fromAbove = 0
      let fromLeft = 0
      for (let i = 0; i < part; i++) {
        if (above) fromAbove += decoded[start - stride + bx + i] as number
        if (left) fromLeft += decoded[start + (by + i) * stride - 1] as number
      }
      const mean = meanOf(
        part,
        above ? fromAbove : null,
        left ? fromLeft : null,
        bx > 0 && by === 0,
        by > 0 && bx === 0,
      )
      for (let y = by; y < by + part; y++) out.fill(mean, y * size + bx, y * size + bx + part)
    }
  }
}

/** The corner blocks of a colour plane look only to the side they touch, if there is one. */
function meanOf(
  part: number,
  above: number | null,
  left: number | null,
  preferAbove: boolean,
  preferLeft: boolean,
): number {
  if (above === null && left === null) return 128
  const one =
    above === null || left === null ? (above ?? left) : preferAbove ? above : preferLeft ? left : null
  if (one !== null) return Math.floor((one + part / 2) / part)
  return Math.floor(((above ?? 0) + (left ?? 0) + part) / (2 * part))
}

/** The coefficients of a block without any. */
const nothing = new Int32Array(15)

function codeBlocks(
  source: Uint8Array,
  { decoded, stride, start, size }: Edges,
  prediction: Int32Array,
  mode: 0 | 1 | 2,
  quantiser: Quantiser,
): CodedPlane {
  const side = size / 4
  const count = side * side
  const means = new Int32Array(count)
  const transformed: Int32Array[] = []
  for (let at = 0; at < count; at++) {
    const block = new Int32Array(16)
    const x0 = (at % side) * 4
    const y0 = (at - (at % side)) * (4 / side)
    for (let i = 0; i < 16; i++) {
      const x = x0 + (i & 3)
      const y = y0 + (i >> 2)
      block[i] = (source[start + y * stride + x] as number) - (prediction[y * size + x] as number)
    }
    transform(block)
    means[at] = block[0] as number
    transformed.push(block)
  }
  const dc = size === 16 ? codeLumaDc(means, quantiser) : codeChromaDc(means, quantiser)
  const blocks: Int32Array[] = []
  for (const [at, block] of transformed.entries()) {
    const mean = dc.scaled[at] as number
    if (quantiser.isFlat(block)) {
      blocks.push(nothing)
      block.fill((mean + 32) >> 6)
    } else {
      quantiser.quantise(block, 1)
      blocks.push(scan(block, 1))
      quantiser.scale(block, 1)
      block[0] = mean
      restore(block)
    }
    const x0 = (at % side) * 4
    const y0 = (at - (at % side)) * (4 / side)
    for (let i = 0; i < 16; i++) {
      const x = x0 + (i & 3)
      const y = y0 + (i >> 2)
      const value = (prediction[y * size + x] as number) + (block[i] as number)
      decoded[start + y * stride + x] = value < 0 ? 0 : value > 255 ? 255 : value
    }
  }
  return { mode, dc: dc.levels, blocks, detailed: blocks.some((block) => block !== nothing) }
}

/** The coefficients from low to high frequency, with or without the first. */
function scan(block: Int32Array, from: 0 | 1): Int32Array {
  const levels = new Int32Array(16 - from)
  for (let at = from; at < 16; at++) levels[at - from] = block[zigzag[at] as number] as number
  return levels
}

function codeLumaDc(means: Int32Array, quantiser: Quantiser) {
  hadamard(means)
  for (let at = 0; at < 16; at++) means[at] = quantiser.quantiseDc((means[at] as number) >> 1)
  const levels = scan(means, 0)
  hadamard(means)
  return { levels, scaled: means.map(quantiser.scaleLumaDc) }
}

function codeChromaDc(means: Int32Array, quantiser: Quantiser) {
  const levels = cross(means).map(quantiser.quantiseDc)
  return { levels, scaled: cross(levels).map(quantiser.scaleChromaDc) }
}

function cross([a = 0, b = 0, c = 0, d = 0]: Int32Array): Int32Array {
  return Int32Array.of(a + b + c + d, a - b + c - d, a + b - c - d, a - b - c + d)
}
