import { concatenate } from '../../concatenate.ts'
import { box, u16, u32 } from '../../files/mp4-boxes.ts'
import { toLevels } from './levels.ts'
import { soundEntry } from './sample-entry.ts'
import { type Sound, SoundError } from './sound.ts'

/** Opus counts in this rate, whatever it was made from. */
const RATE = 48_000

/** Whether this begins as an Ogg file does. */
export function isOgg(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === 'OggS'
}

/**
 * The packets of an Ogg Opus file; browsers play them inside an MP4. A packet that took more bytes is taken for a louder
 * one.
 *
 * @throws SoundError `codec` for Vorbis and others, which no browser plays in an MP4, `broken` without sound.
 * @see RFC 3533 for the pages, RFC 7845 for the packets; "Encapsulation of Opus in ISO Base Media File Format" for `dOps`.
 */
export function readOgg(bytes: Uint8Array): Sound {
  const { packets, lastGranule } = packetsOf(bytes)
  const [head, , ...sounds] = packets
  if (!head || String.fromCharCode(...head.subarray(0, 8)) !== 'OpusHead')
    throw new SoundError('codec', 'An Ogg file that holds something else than Opus needs FFmpeg.')
  const samples = sounds
    .map((packet) => ({ bytes: packet, ticks: ticksOf(packet) }))
    .filter(({ ticks }) => ticks > 0)
  const made = samples.reduce((sum, { ticks }) => sum + ticks, 0)
  if (made === 0) throw new SoundError('broken', 'The Ogg file has no sound.')
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const channels = view.getUint8(9)
  const skip = view.getUint16(10, true)
  const description = box(
    'dOps',
    Uint8Array.of(0, channels),
    u16(skip),
    u32(view.getUint32(12, true)),
    u16(view.getUint16(16, true)),
    head.subarray(18), // the channel mapping is written alike
  )
  const length = (lastGranule > skip ? Math.min(made, lastGranule) : made) - skip
  return {
    seconds: Math.max(1, length) / RATE,
    track: async () => ({
      entry: soundEntry('Opus', { channels, rate: RATE, bits: 16 }, description),
      timescale: RATE,
      samples,
      skip,
    }),
    levels: toLevels(samples.map((one) => ({ seconds: one.ticks / RATE, strength: one.bytes.length ** 2 }))),
  }
}

/** The packets of the first stream of the file. */
function packetsOf(bytes: Uint8Array): {
  readonly packets: readonly Uint8Array[]
  readonly lastGranule: number
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packets: Uint8Array[] = []
  let open: Uint8Array[] = []
  let lastGranule = 0
  let stream: number | null = null
  for (let at = 0; at + 27 <= bytes.length && isOgg(bytes.subarray(at));) {
    const count = view.getUint8(at + 26)
    const sizes = bytes.subarray(at + 27, at + 27 + count)
    const serial = view.getUint32(at + 14, true)
    const granule = Number(view.getBigInt64(at + 6, true))
    stream ??= serial
    let place = at + 27 + count
    for (const size of sizes) {
      if (serial === stream) open.push(bytes.subarray(place, place + size))
      place += size
      if (serial !== stream || size === 255) continue
      packets.push(concatenate(open))
      open = []
    }
    if (serial === stream && granule > 0) lastGranule = granule
    at = place
  }
  return { packets, lastGranule }
}

/** How long a packet sounds. @see RFC 6716, 3.1 */
function ticksOf(packet: Uint8Array): number {
  const [head = 0, second = 0] = packet
  const kind = head >> 3
  const milliseconds =
    kind < 12 ? [10, 20, 40, 60][kind & 3] : kind < 16 ? [10, 20][kind & 1] : [2.5, 5, 10, 20][kind & 3]
  const frames = packet.length === 0 ? 0 : [1, 2, 2, second & 63][head & 3]
  return ((milliseconds ?? 0) * RATE * (frames ?? 0)) / 1000
}
