import { concatenate } from '../concatenate.ts'

/**
 * A baseline JPEG, all three components at full size.
 *
 * @param rgba - Rows from the top; alpha is ignored.
 * @see ITU-T T.81 (JPEG): Annex A for the transform, F.1 for the coding, K for the tables.
 */
export function toJpeg(width: number, height: number, rgba: Uint8Array): Uint8Array {
  return concatenate([
    Uint8Array.of(0xff, 0xd8),
    segment(0xe0, [...ascii('JFIF\0'), 1, 1, 0, ...u16(1), ...u16(1), 0, 0]),
    segment(0xdb, [0, ...zigzag.map((at) => quantisers[at] ?? 1)]),
    segment(0xc0, [8, ...u16(height), ...u16(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    segment(0xc4, [0x00, ...dcTable.counts, ...dcTable.symbols]),
    segment(0xc4, [0x10, ...acTable.counts, ...acTable.symbols]),
    segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
    scan(width, height, rgba),
    Uint8Array.of(0xff, 0xd9),
  ])
}

/** Places of a block in the order in which they are coded. */
const zigzag: readonly number[] = Array.from({ length: 64 }, (_, at) => at).toSorted((a, b) => {
  const [x, y, u, v] = [a % 8, a >> 3, b % 8, b >> 3]
  if (x + y !== u + v) return x + y - u - v
  return (x + y) % 2 === 0 ? x - u : y - v
})

/** Table K.1 at about a third of its coarseness, for all components. */
const quantisers: readonly number[] = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
].map((value) => Math.max(1, Math.round(value / 3)))

interface HuffmanTable {
  /** How many codes there are of each length, 1 to 16 bits. */
  readonly counts: readonly number[]
  readonly symbols: readonly number[]
  /** Code and its length, by symbol. */
  readonly codes: ReadonlyMap<number, readonly [code: number, length: number]>
}

/** Categories 0 to 11: four codes of three bits, and one of each length from four on, for what remains. */
const dcTable = table(
  [0, 0, 4, 3, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
)

/**
 * Codes of eight bits for everything: 162 symbols, run and size. Longer than the standard's by a few bits, and short
 * to write down.
 */
const acTable = table(
  [0, 0, 0, 0, 0, 0, 0, 162, 0, 0, 0, 0, 0, 0, 0, 0],
  [
    0x00,
    0xf0,
    ...Array.from({ length: 16 }, (_, run) =>
      Array.from({ length: 10 }, (__, size) => run * 16 + size + 1),
    ).flat(),
  ],
)

function table(counts: readonly number[], symbols: readonly number[]): HuffmanTable {
  const codes = new Map<number, readonly [number, number]>()
  let [code, index] = [0, 0]
  for (const [at, count] of counts.entries()) {
    for (let i = 0; i < count; i++) codes.set(symbols[index++] ?? 0, [code++, at + 1])
    code *= 2
  }
  return { counts, symbols, codes }
}

function scan(width: number, height: number, rgba: Uint8Array): Uint8Array {
  const bytes: number[] = []
  let [held, bits] = [0, 0]
  const put = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) {
      held = held * 2 + ((value >> bit) & 1)
      if (++bits < 8) continue
      // A byte of ones begins a marker unless a zero follows.
      bytes.push(held, ...(held === 0xff ? [0] : []))
      held = 0
      bits = 0
    }
  }
  const last = [0, 0, 0]
  for (let y = 0; y < height; y += 8)
    for (let x = 0; x < width; x += 8)
      for (const [component, samples] of samplesOf(rgba, { width, height, x, y }).entries())
        last[component] = putBlock(put, transformed(samples), last[component] ?? 0)
  if (bits > 0) put(0xff, 8 - bits)
  return Uint8Array.from(bytes)
}

/** Y, Cb and Cr of eight by eight pixels, level shifted; beyond the edge the last pixel goes on. */
function samplesOf(
  rgba: Uint8Array,
  {
    width,
    height,
    x,
    y,
  }: { readonly width: number; readonly height: number; readonly x: number; readonly y: number },
): readonly Float32Array[] {
  const planes = [new Float32Array(64), new Float32Array(64), new Float32Array(64)] as const
  for (let at = 0; at < 64; at++) {
    const from = (Math.min(height - 1, y + (at >> 3)) * width + Math.min(width - 1, x + (at % 8))) * 4
    const [r = 0, g = 0, b = 0] = rgba.subarray(from, from + 3)
    planes[0][at] = 0.299 * r + 0.587 * g + 0.114 * b - 128
    planes[1][at] = -0.168736 * r - 0.331264 * g + 0.5 * b
    planes[2][at] = 0.5 * r - 0.418688 * g - 0.081312 * b
  }
  return planes
}

const cosines = Float32Array.from(
  { length: 64 },
  (_, at) =>
    (at >> 3 === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos((((at % 8) * 2 + 1) * (at >> 3) * Math.PI) / 16),
)

/** The quantised transform of a block, in the order in which it is coded. */
function transformed(samples: Float32Array): readonly number[] {
  const rows = new Float32Array(64)
  for (let y = 0; y < 8; y++)
    for (let u = 0; u < 8; u++)
      for (let x = 0; x < 8; x++)
        rows[y * 8 + u] = (rows[y * 8 + u] ?? 0) + (samples[y * 8 + x] ?? 0) * (cosines[u * 8 + x] ?? 0)
  return zigzag.map((at) => {
    let sum = 0
    for (let y = 0; y < 8; y++) sum += (rows[y * 8 + (at % 8)] ?? 0) * (cosines[(at >> 3) * 8 + y] ?? 0)
    return Math.round(sum / (quantisers[at] ?? 1))
  })
}

/** @returns The first value, which the next block of this component is told apart from. */
function putBlock(
  put: (value: number, length: number) => void,
  values: readonly number[],
  before: number,
): number {
  const symbol = ({ codes }: HuffmanTable, wanted: number) => put(...(codes.get(wanted) ?? [0, 0]))
  const [first = 0] = values
  symbol(dcTable, sizeOf(first - before))
  put(...signed(first - before))
  let zeros = 0
  for (const value of values.slice(1, values.findLastIndex((each) => each !== 0) + 1)) {
    if (value === 0) zeros += 1
    else {
      for (; zeros > 15; zeros -= 16) symbol(acTable, 0xf0)
      symbol(acTable, zeros * 16 + sizeOf(value))
      put(...signed(value))
      zeros = 0
    }
  }
  if (values[63] === 0) symbol(acTable, 0)
  return first
}

/** Bits that a value takes. */
function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value))
}

/** Negative values are written as their complement. */
function signed(value: number): readonly [value: number, length: number] {
  const size = sizeOf(value)
  return [value < 0 ? value + 2 ** size - 1 : value, size]
}

function segment(marker: number, data: readonly number[]): Uint8Array {
  return Uint8Array.from([0xff, marker, ...u16(data.length + 2), ...data])
}

const u16 = (value: number): readonly number[] => [value >> 8, value & 0xff]

const ascii = (text: string): readonly number[] => [...new TextEncoder().encode(text)]
