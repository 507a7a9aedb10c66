export interface PngFormat {
  readonly width: number
  readonly height: number
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colourType: number
}

/** Contents of PLTE and tRNS, null where there is none. */
export interface PngPalette {
  readonly colours: Uint8Array | null
  readonly alpha: Uint8Array | null
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Bytes of so many pixels side by side, without the byte that names the filter. */
export function bytesPerRow({ depth, colourType }: PngFormat, pixels: number): number {
  return Math.ceil((pixels * depth * (samplesOf[colourType] ?? 1)) / 8)
}

/** Write an unfiltered row as RGBA, pixel by pixel, `step` values apart. */
export function unpackRow(
  row: Uint8Array,
  { depth, colourType }: PngFormat,
  { colours, alpha }: PngPalette,
  to: {
    readonly rgba: Uint8ClampedArray
    readonly start: number
    readonly step: number
    readonly count: number
  },
): void {
  const { rgba, step } = to
  const samples = samplesOf[colourType] ?? 1
  const scale = 255 / (2 ** depth - 1)
  const hidden = alpha !== null && colourType !== 3 ? transparentColour(alpha, samples) : null
  const sample = sampler(row, depth)
  for (let pixel = 0, at = to.start; pixel < to.count; pixel++, at += step) {
    const from = pixel * samples
    if (colourType === 3) {
      const index = sample(from)
      // An index outside the palette is an error that every reader shows as black.
      for (let c = 0; c < 3; c++) rgba[at + c] = colours?.[index * 3 + c] ?? 0
      rgba[at + 3] = alpha?.[index] ?? 255
      continue
    }
    const grey = samples < 3
    for (let c = 0; c < 3; c++) rgba[at + c] = sample(grey ? from : from + c) * scale
    rgba[at + 3] = samples % 2 === 0 ? sample(from + samples - 1) * scale : 255
    if (hidden?.every((value, c) => sample(from + c) === value)) rgba[at + 3] = 0
  }
}

/** The one colour that tRNS makes transparent in a picture without alpha, as raw samples. */
function transparentColour(alpha: Uint8Array, samples: number): readonly number[] | null {
  if (samples % 2 === 0 || alpha.length < samples * 2) return null
  return Array.from({ length: samples }, (_, c) => ((alpha[c * 2] ?? 0) << 8) | (alpha[c * 2 + 1] ?? 0))
}

function sampler(row: Uint8Array, depth: number): (index: number) => number {
  if (depth === 8) return (index) => row[index] as number
  if (depth === 16) return (index) => ((row[index * 2] as number) << 8) | (row[index * 2 + 1] as number)
  const mask = 2 ** depth - 1
  return (index) => {
    const bit = index * depth
    return ((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask
  }
}
