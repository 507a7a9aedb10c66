/** Reads bits, most significant first. Past the end there are zeros. */
export interface BitReader {
  /** @param length - 0..24. */
  readonly bits: (length: number) => number
  readonly skip: (length: number) => void
}

export function createBitReader(bytes: Uint8Array, from = 0): BitReader {
  let place = from * 8
  return {
    bits: (length) => {
      let value = 0
      for (let i = 0; i < length; i++, place++)
        value = (value << 1) | (((bytes[place >> 3] ?? 0) >> (7 - (place & 7))) & 1)
      return value
    },
    skip: (length) => {
      place += length
    },
  }
}
