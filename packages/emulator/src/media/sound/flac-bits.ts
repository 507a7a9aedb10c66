/** Writes bits, most significant first; faster than the one of the video codec, because sound has millions of them. */
export interface FlacBits {
  /** The lowest `length` bits of a whole number, negative ones too. @param length - 0..32. */
  readonly bits: (value: number, length: number) => void
  readonly zeros: (count: number) => void
  /** Fill up to a whole byte. */
  readonly align: () => void
  /** What was written so far, without an unfinished byte. */
  readonly bytes: () => Uint8Array
}

export function createFlacBits(): FlacBits {
  let buffer = new Uint8Array(16_384)
  let length = 0
  let pending = 0
  let count = 0
  const push = (byte: number): void => {
    if (length === buffer.length) {
      const grown = new Uint8Array(length * 2)
      grown.set(buffer)
      buffer = grown
    }
    buffer[length++] = byte
  }
  const few = (value: number, size: number): void => {
    pending = (pending << size) | (value & ((1 << size) - 1))
    count += size
    while (count >= 8) {
      count -= 8
      push((pending >>> count) & 0xff)
    }
    pending &= (1 << count) - 1
  }
  // seven bits may wait, and 32 are all there are
  const bits = (value: number, size: number): void => {
    if (size > 16) few(value >> 16, size - 16)
    few(value, Math.min(size, 16))
  }
  return {
    bits,
    zeros: (total) => {
      let left = total
      for (; left > 24; left -= 24) bits(0, 24)
      bits(0, left)
    },
    align: () => {
      if (count > 0) bits(0, 8 - count)
    },
    bytes: () => buffer.slice(0, length),
  }
}
