import { box, u16, u32 } from '../../files/mp4-boxes.ts'

export interface SoundFormat {
  readonly channels: number
  /** Samples per second. */
  readonly rate: number
  /** Bits of a sample; 16 for compressed sound. */
  readonly bits: number
}

/** An `AudioSampleEntry` with the box of its codec inside. @see ISO/IEC 14496-12, 12.2.3 */
export function soundEntry(
  type: string,
  { channels, rate, bits }: SoundFormat,
  codec: Uint8Array,
): Uint8Array {
  // The field has 16 bits; a codec that tells the rate itself may leave it at 0.
  const shownRate = rate < 0x10000 ? rate : 0
  return box(type, u32(0), u16(0, 1), u32(0, 0), u16(channels, bits), u32(0), u16(shownRate, 0), codec)
}

/** Kinds of sound that `mp4a` can hold. @see MP4 registration authority, object types */
export const OBJECT_TYPES = { aac: 0x40, mp3: 0x6b, mp3HalfRate: 0x69 } as const

/** The `esds` box of an `mp4a` entry. @see ISO/IEC 14496-1, 7.2.6 */
export function elementaryStream(objectType: number, specific: Uint8Array = new Uint8Array()): Uint8Array {
  const decoder = descriptor(
    4,
    Uint8Array.of(objectType, 0x15, 0, 0, 0), // a stream of sound, buffer of unknown size
    u32(0, 0), // bit rates unknown
    ...(specific.length > 0 ? [descriptor(5, specific)] : []),
  )
  return box(
    'esds',
    u32(0),
    descriptor(3, u16(1), Uint8Array.of(0), decoder, descriptor(6, Uint8Array.of(2))),
  )
}

function descriptor(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const bytes = new Uint8Array(2 + length)
  bytes.set([tag, length]) // below 128, so that one byte tells it
  let at = 2
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
