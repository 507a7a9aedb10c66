import { createBitReader } from './bit-reader.ts'
import { toLevels, type Stretch } from './levels.ts'
import { elementaryStream, OBJECT_TYPES, soundEntry } from './sample-entry.ts'
import { type Sound, SoundError, type SoundSample } from './sound.ts'

/** Bit rates in kbit/s by index, of MPEG-1 and of the half and quarter rates of MPEG-2. Layer III. */
const FULL_RATES = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const LOW_RATES = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
const SAMPLE_RATES = [44_100, 48_000, 32_000]

/** What a decoder itself is late by, in samples. */
const DECODER_DELAY = 529

/** Whether this begins as an MP3 does: with a tag, or with a frame that another one follows. */
export function isMp3(bytes: Uint8Array): boolean {
  const at = afterTag(bytes)
  const head = headerAt(bytes, at)
  return (
    at > 0 || (head !== null && (at + head.size >= bytes.length || headerAt(bytes, at + head.size) !== null))
  )
}

/**
 * The frames of an MP3 as they are; browsers play them inside an MP4. How loud a frame is follows from the gain that it
 * tells its decoder, so nothing is decoded.
 *
 * @throws SoundError `broken` without a frame.
 * @see ISO/IEC 11172-3, 2.4.1 for the header and the side information; 13818-3 for the lower rates.
 */
export function readMp3(bytes: Uint8Array): Sound {
  const samples: SoundSample[] = []
  const stretches: Stretch[] = []
  let first: Header | null = null
  let padding: Padding | null = null
  for (let at = afterTag(bytes); at + 4 <= bytes.length;) {
    const head = headerAt(bytes, at)
    if (!head || (first && head.rate !== first.rate)) {
      at++
      continue
    }
    const frame = bytes.slice(at, Math.min(at + head.size, bytes.length))
    at += head.size
    const info = first === null ? paddingOf(frame, head) : null
    first ??= head
    if (info) padding = info
    else if (frame.length === head.size) {
      samples.push({ bytes: frame, ticks: head.samples })
      stretches.push({ seconds: head.samples / head.rate, strength: strengthOf(frame, head) })
    }
  }
  if (!first || samples.length === 0) throw new SoundError('broken', 'The MP3 file has no frames.')
  const skip = padding && padding.before > 0 ? padding.before + DECODER_DELAY : 0
  const behind = Math.max(0, (padding?.after ?? 0) - DECODER_DELAY)
  const length = samples.length * first.samples - skip - (skip > 0 ? behind : 0)
  const kind = first.full ? OBJECT_TYPES.mp3 : OBJECT_TYPES.mp3HalfRate
  const format = { channels: first.channels, rate: first.rate, bits: 16 }
  const entry = soundEntry('mp4a', format, elementaryStream(kind))
  return {
    seconds: Math.max(1, length) / first.rate,
    track: async () => ({ entry, timescale: first.rate, samples, skip }),
    levels: toLevels(stretches),
  }
}

interface Header {
  /** MPEG-1, not one of the lower rates. */
  readonly full: boolean
  readonly rate: number
  readonly channels: 1 | 2
  /** Bytes of the frame, head included. */
  readonly size: number
  /** Per channel. */
  readonly samples: number
  /** Where the side information is. */
  readonly side: number
}

function headerAt(bytes: Uint8Array, at: number): Header | null {
  const [sync = 0, kind = 0, rates = 0, mode = 0] = bytes.subarray(at, at + 4)
  const version = (kind >> 3) & 3 // 3 is MPEG-1, 2 is MPEG-2, 0 is the unofficial 2.5
  if (sync !== 0xff || kind >> 5 !== 7 || version === 1 || ((kind >> 1) & 3) !== 1) return null
  const full = version === 3
  const bitRate = (full ? FULL_RATES : LOW_RATES)[rates >> 4] ?? 0
  const rate = (SAMPLE_RATES[(rates >> 2) & 3] ?? 0) / (full ? 1 : version === 2 ? 2 : 4)
  if (bitRate === 0 || rate === 0) return null
  return {
    full,
    rate,
    channels: mode >> 6 === 3 ? 1 : 2,
    size: Math.floor(((full ? 144_000 : 72_000) * bitRate) / rate) + ((rates >> 1) & 1),
    samples: full ? 1152 : 576,
    side: (kind & 1) === 0 ? 6 : 4, // after a checksum, where there is one
  }
}

function afterTag(bytes: Uint8Array): number {
  if (String.fromCharCode(...bytes.subarray(0, 3)) !== 'ID3') return 0
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(6, 10)
  const footer = ((bytes[5] ?? 0) & 0x10) > 0 ? 10 : 0
  return 10 + ((a << 21) | (b << 14) | (c << 7) | d) + footer
}

interface Padding {
  /** Samples that the encoder put before the sound, and after it. */
  readonly before: number
  readonly after: number
}

/** What an encoder says about the file in a first frame that holds no sound; null for an ordinary frame. */
function paddingOf(frame: Uint8Array, head: Header): Padding | null {
  const at = head.side + sideSize(head)
  const word = String.fromCharCode(...frame.subarray(at, at + 4))
  if (String.fromCharCode(...frame.subarray(36, 40)) === 'VBRI') return { before: 0, after: 0 }
  if (word !== 'Xing' && word !== 'Info') return null
  const flags = frame[at + 7] ?? 0
  const fields = (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  const [a = 0, b = 0, c = 0] = frame.subarray(at + 8 + fields + 21, at + 8 + fields + 24)
  return { before: (a << 4) | (b >> 4), after: ((b & 15) << 8) | c }
}

const sideSize = ({ full, channels }: Header): number =>
  full ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17

/** The strongest granule of the first channel: its gain is a power of two in quarters. */
function strengthOf(frame: Uint8Array, head: Header): number {
  const bits = createBitReader(frame, head.side)
  const mono = head.channels === 1
  if (head.full) bits.skip(9 + (mono ? 5 : 3) + 4 * head.channels)
  else bits.skip(8 + (mono ? 1 : 2))
  let strongest = 0
  for (let granule = 0; granule < (head.full ? 2 : 1); granule++) {
    for (let channel = 0; channel < head.channels; channel++) {
      const length = bits.bits(12)
      const values = bits.bits(9)
      const gain = bits.bits(8)
      bits.skip((head.full ? 59 : 63) - 29)
      const strength = length === 0 ? 0 : 2 ** ((gain - 210) / 4) * Math.sqrt(values + 1)
      if (channel === 0) strongest = Math.max(strongest, strength)
    }
  }
  return strongest
}
