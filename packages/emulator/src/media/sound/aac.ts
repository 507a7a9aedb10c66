import { createBitReader } from './bit-reader.ts'

const SINGLE = 0
const PAIR = 1
const EIGHT_SHORT = 2

/**
 * How strong the first channel of an AAC frame is, from the gain at its beginning and undecoded. Frames that begin with
 * something rarer tell by their size.
 *
 * @see ISO/IEC 14496-3, 4.4.2: single_channel_element, channel_pair_element, ics_info.
 */
export function aacStrength(frame: Uint8Array): number {
  const bits = createBitReader(frame)
  const element = bits.bits(3)
  bits.skip(4)
  if (element === SINGLE) return fromGain(bits.bits(8))
  if (element !== PAIR) return frame.length
  if (bits.bits(1) === 1) {
    bits.skip(1)
    const short = bits.bits(2) === EIGHT_SHORT
    bits.skip(1)
    const bands = bits.bits(short ? 4 : 6)
    const grouping = short ? bits.bits(7) : 0x7f
    if (!short && bits.bits(1) === 1) return frame.length
    // a window that is not grouped with the one before begins another group
    const groups = short ? 8 - [0, 1, 2, 3, 4, 5, 6].filter((bit) => (grouping >> bit) & 1).length : 1
    if (bits.bits(2) === 1) bits.skip(bands * groups)
  }
  return fromGain(bits.bits(8))
}

const fromGain = (gain: number): number => 2 ** ((gain - 100) / 4)

export interface AdtsStream {
  readonly frames: readonly Uint8Array[]
  /** What a decoder needs to know, as `esds` holds it. */
  readonly config: Uint8Array
  readonly channels: number
}

/** Frames of an ADTS stream, without their heads. @see ISO/IEC 14496-3, 1.A.2.2 */
export function readAdts(bytes: Uint8Array): AdtsStream {
  const frames: Uint8Array[] = []
  let config = new Uint8Array()
  let channels = 0
  for (let at = 0; at + 7 <= bytes.length;) {
    const head = bytes.subarray(at, at + 7)
    const [sync = 0, flags = 0, kind = 0, high = 0, middle = 0, low = 0] = head
    if (sync !== 0xff || flags >> 4 !== 0xf) break
    const size = ((high & 3) << 11) | (middle << 3) | (low >> 5)
    const start = (flags & 1) === 1 ? 7 : 9
    if (size < start) break
    const rate = (kind >> 2) & 15
    channels = ((kind & 1) << 2) | (high >> 6)
    // AudioSpecificConfig: object type, rate and channels, of 5, 4 and 4 bits
    config = Uint8Array.of((((kind >> 6) + 1) << 3) | (rate >> 1), ((rate & 1) << 7) | (channels << 3))
    frames.push(bytes.slice(at + start, at + size))
    at += size
  }
  return { frames, config, channels }
}
