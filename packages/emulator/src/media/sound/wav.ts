import { SoundError } from './sound.ts'

/** Uncompressed sound: whole numbers of `bits` bits, one array per channel. */
export interface Pcm {
  readonly rate: number
  readonly bits: 8 | 16 | 24
  readonly channels: readonly Int32Array[]
}

const WHOLE = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

/** Whether this begins as a WAV file does. */
export function isWav(bytes: Uint8Array): boolean {
  return tag(bytes, 0) === 'RIFF' && tag(bytes, 8) === 'WAVE'
}

/**
 * Samples of a WAV file: 8, 16, 24 or 32 bits, or floats of 32 or 64. What has more than 24 bits is rounded to 24, the
 * most that browsers take.
 *
 * @throws SoundError `broken` without samples, `codec` for compressed ones.
 * @see Multimedia Programming Interface and Data Specifications 1.0 (RIFF); WAVEFORMATEXTENSIBLE
 */
export function readWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let format: Format | null = null
  for (let at = 12; at + 8 <= bytes.length;) {
    const name = tag(bytes, at)
    const size = view.getUint32(at + 4, true)
    const start = at + 8
    if (name === 'fmt ' && start + 16 <= bytes.length) format = readFormat(view, start, size)
    // Programs that write to a pipe leave the size at its largest: the data ends with the file.
    else if (name === 'data' && format)
      return readSamples(view, start, Math.min(size, bytes.length - start), format)
    at = start + size + (size & 1)
  }
  throw new SoundError('broken', 'The WAV file has no samples.')
}

interface Format {
  readonly kind: number
  readonly channels: number
  readonly rate: number
  readonly bytes: number
}

function readFormat(view: DataView, at: number, size: number): Format {
  const kind = view.getUint16(at, true)
  const long = kind === EXTENSIBLE && size >= 26 && at + 26 <= view.byteLength
  return {
    kind: long ? view.getUint16(at + 24, true) : kind,
    channels: view.getUint16(at + 2, true),
    rate: view.getUint32(at + 4, true),
    bytes: view.getUint16(at + 14, true) / 8,
  }
}

function readSamples(view: DataView, start: number, size: number, format: Format): Pcm {
  const { kind, channels, rate, bytes } = format
  const whole = kind === WHOLE && [1, 2, 3, 4].includes(bytes)
  if (!whole && !(kind === FLOAT && (bytes === 4 || bytes === 8)))
    throw new SoundError('codec', `A WAV file of format ${kind} with ${bytes * 8} bits needs FFmpeg.`)
  if (channels < 1 || channels > 8 || rate < 1 || rate >= 1 << 20)
    throw new SoundError('broken', `A WAV file of ${channels} channels at ${rate} Hz is none.`)
  const count = Math.floor(size / (bytes * channels))
  if (count === 0) throw new SoundError('broken', 'The WAV file has no samples.')
  const read = reader(view, kind, bytes)
  const data = Array.from({ length: channels }, (_, channel) => {
    const samples = new Int32Array(count)
    const step = bytes * channels
    for (let i = 0, at = start + channel * bytes; i < count; i++, at += step) samples[i] = read(at)
    return samples
  })
  return { rate, bits: bytes === 1 ? 8 : bytes === 2 ? 16 : 24, channels: data }
}

function reader(view: DataView, kind: number, bytes: number): (at: number) => number {
  if (kind === FLOAT) {
    const float =
      bytes === 4 ? (at: number) => view.getFloat32(at, true) : (at: number) => view.getFloat64(at, true)
    return (at) => Math.max(-8_388_608, Math.min(8_388_607, Math.round(float(at) * 8_388_608)))
  }
  if (bytes === 1) return (at) => view.getUint8(at) - 128
  if (bytes === 2) return (at) => view.getInt16(at, true)
  if (bytes === 3) return (at) => view.getInt16(at + 1, true) * 256 + view.getUint8(at)
  return (at) => view.getInt32(at, true) >> 8
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
