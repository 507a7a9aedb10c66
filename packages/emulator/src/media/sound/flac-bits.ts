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
  const bits = (value: number, size: number): void => {
    let left = size
    while (left > 0) {
      const take = Math.min(left, 8 - count)
      pending = (pending << take) | ((value >>> (left - take)) & ((1 << take) - 1))
      count += take
      left -= take
      if (count === 8) {
        push(pending)
        pending = 0
        count = 0
      }
    }
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
