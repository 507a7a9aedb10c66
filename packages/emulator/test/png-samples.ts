import { crc32, deflateSync } from 'node:zlib'

export interface PngOptions {
  readonly width: number
  readonly height: number
  readonly colourType: 0 | 2 | 3 | 4 | 6
  readonly depth: number
  readonly interlaced?: boolean
  /** Type of the filter of every row. */
  readonly filter?: number
  /** The sample of channel `c`, 0 to 2^depth - 1. */
  readonly sample: (x: number, y: number, c: number) => number
  readonly colours?: Uint8Array
  readonly alpha?: Uint8Array
  /** How many rows are really there. */
  readonly writtenHeight?: number
}

const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const
const passes = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

/** For tests: a PNG of any kind, right or wrong. */
export function writePng(options: PngOptions): Uint8Array {
  const { width, height, colourType, depth, interlaced = false, filter = 0 } = options
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([depth, colourType, 0, 0, interlaced ? 1 : 0], 8)
  const distance = Math.max(1, (channels[colourType] * depth) >> 3)
  const rows: Uint8Array[] = []
  for (const [left, top, stepX, stepY] of interlaced ? passes : [[0, 0, 1, 1] as const]) {
    let above: Uint8Array | null = null
    if (left >= width) continue
    for (let y = top; y < (options.writtenHeight ?? height); y += stepY) {
      const row = rowOf(options, y, left, stepX)
      rows.push(Uint8Array.of(filter), filtered(filter, row, above ?? new Uint8Array(row.length), distance))
      above = row
    }
  }
  return new Uint8Array(
    Buffer.concat([
      Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
      chunk('IHDR', header),
      chunk('teXt', Buffer.from('nobody reads this')),
      ...(options.colours ? [chunk('PLTE', options.colours)] : []),
      ...(options.alpha ? [chunk('tRNS', options.alpha)] : []),
      // Two pieces, as large pictures come.
      ...halves(deflateSync(Buffer.concat(rows))).map((half) => chunk('IDAT', half)),
      chunk('IEND', new Uint8Array()),
    ]),
  )
}

function rowOf({ width, colourType, depth, sample }: PngOptions, y: number, left: number, step: number) {
  const bits: string[] = []
  for (let x = left; x < width; x += step)
    for (let c = 0; c < channels[colourType]; c++) bits.push(sample(x, y, c).toString(2).padStart(depth, '0'))
  const whole = bits.join('')
  return Uint8Array.from({ length: Math.ceil(whole.length / 8) }, (_, i) =>
    Number.parseInt(whole.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2),
  )
}

function filtered(filter: number, row: Uint8Array, above: Uint8Array, distance: number): Uint8Array {
  return row.map((value, i) => {
    const [a, b, c] = [row[i - distance] ?? 0, above[i] ?? 0, above[i - distance] ?? 0]
    const byDistance = [a, b, c].toSorted(
      (one, other) => Math.abs(a + b - c - one) - Math.abs(a + b - c - other),
    )
    return value - ([0, a, b, Math.floor((a + b) / 2), byDistance[0] ?? 0][filter] ?? 0)
  })
}

function halves(bytes: Uint8Array): readonly Uint8Array[] {
  const middle = Math.ceil(bytes.length / 2)
  return [bytes.subarray(0, middle), bytes.subarray(middle)]
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, checksum])
}
