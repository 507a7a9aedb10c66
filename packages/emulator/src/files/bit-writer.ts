/** Writes bits, most significant first, with the codes that H.264 headers are made of. */
export interface BitWriter {
  /** @param length - 0..32. */
  readonly bits: (value: number, length: number) => void
  /** Exp-Golomb, for 0 and above: the standard's `ue(v)`. */
  readonly unsigned: (value: number) => void
  /** Exp-Golomb with a sign: the standard's `se(v)`. */
  readonly signed: (value: number) => void
  /** Close with a one and zeros to the next byte, and take what was written. */
  readonly finish: () => Uint8Array
}

export function createBitWriter(): BitWriter {
  let bytes = new Uint8Array(4096)
  let length = 0
  let pending = 0
  let count = 0
  const bit = (value: number): void => {
    pending = (pending << 1) | value
    if (++count < 8) return
    if (length === bytes.length) {
      const grown = new Uint8Array(length * 2)
      grown.set(bytes)
      bytes = grown
    }
    bytes[length++] = pending
    pending = 0
    count = 0
  }
  const bits = (value: number, size: number): void => {
    for (let i = size - 1; i >= 0; i--) bit((value >>> i) & 1)
  }
  const unsigned = (value: number): void => {
    const size = 32 - Math.clz32(value + 1)
    bits(0, size - 1)
    bits(value + 1, size)
  }
  return {
    bits,
    unsigned,
    signed: (value) => unsigned(value > 0 ? value * 2 - 1 : -value * 2),
    finish: () => {
      bit(1)
      bits(0, (8 - count) & 7)
      return bytes.slice(0, length)
    },
  }
}
