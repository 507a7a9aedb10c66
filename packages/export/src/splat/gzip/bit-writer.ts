/** Bits, lowest first, in memory that is large enough: whoever writes has computed how much comes. */
export interface BitWriter {
  /** At most 16 of them. */
  bits(value: number, count: number): void
  /** Zeros up to a whole byte, then bytes as they are. */
  bytes(values: Uint8Array): void
  /** What has become whole bytes since the last time. */
  take(): Uint8Array
}

export function createBitWriter(): BitWriter {
  let buffer = new Uint8Array(1 << 16)
  let at = 0
  let pending = 0
  let pendingBits = 0
  const reserve = (count: number): void => {
    if (at + count <= buffer.length) return
    const larger = new Uint8Array(Math.max(buffer.length * 2, at + count))
    larger.set(buffer)
    buffer = larger
  }
  return {
    bits(value, count) {
      pending |= value << pendingBits
      pendingBits += count
      if (pendingBits < 16) return
      if (at + 2 > buffer.length) reserve(2)
      buffer[at] = pending
      buffer[at + 1] = pending >>> 8
      at += 2
      pending >>>= 16
      pendingBits -= 16
    },
    bytes(values) {
      reserve(values.length + 2)
      for (; pendingBits > 0; pendingBits -= 8, pending >>>= 8) buffer[at++] = pending
      pending = 0
      pendingBits = 0
      buffer.set(values, at)
      at += values.length
    },
    take() {
      const taken = buffer.slice(0, at)
      at = 0
      return taken
    },
  }
}
