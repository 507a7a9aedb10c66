import { setImmediate } from 'node:timers/promises'
import { concatenate } from '../../concatenate.ts'
import { box, u16, u32 } from '../../files/mp4-boxes.ts'
import { createFlacBits, type FlacBits } from './flac-bits.ts'
import { soundEntry } from './sample-entry.ts'
import type { SoundTrack } from './sound.ts'
import type { Pcm } from './wav.ts'

const BLOCK = 4096
/** Blocks until other work has its turn. */
const BLOCKS_AT_ONCE = 8
/** Partitions of a block as a power of two; each has a parameter of its own. */
const PARTITION_ORDER = 4

/**
 * Samples as FLAC, the one lossless codec that browsers take in an MP4. Other work goes on meanwhile.
 *
 * @see RFC 9639 for the frames; "Encapsulation of FLAC in ISO Base Media File Format" 0.0.4 for `fLaC` and `dfLa`.
 */
export async function flacTrack(pcm: Pcm): Promise<SoundTrack> {
  const { channels, rate, bits } = pcm
  const count = channels[0]?.length ?? 0
  const samples = []
  for (let start = 0; start < count; start += BLOCK) {
    const length = Math.min(BLOCK, count - start)
    samples.push({ bytes: frame(pcm, start, length), ticks: length })
    if (samples.length % BLOCKS_AT_ONCE === 0) await setImmediate()
  }
  const description = box('dfLa', u32(0), Uint8Array.of(0x80, 0, 0, 34), streamInfo(pcm, count))
  return {
    entry: soundEntry('fLaC', { channels: channels.length, rate, bits }, description),
    timescale: rate,
    samples,
    skip: 0,
  }
}

/** @see RFC 9639, 8.2 */
function streamInfo({ channels, rate, bits }: Pcm, count: number): Uint8Array {
  const out = createFlacBits()
  out.bits(rate, 20)
  out.bits(channels.length - 1, 3)
  out.bits(bits - 1, 5)
  out.bits(Math.floor(count / 2 ** 32), 4)
  // frame sizes and the checksum of the samples may be 0: unknown
  return concatenate([
    u16(BLOCK, BLOCK),
    new Uint8Array(6),
    out.bytes(),
    u32(count >>> 0),
    new Uint8Array(16),
  ])
}

function frame({ channels, bits }: Pcm, start: number, length: number): Uint8Array {
  const out = createFlacBits()
  const whole = length === BLOCK
  out.bits(0xfff8, 16) // blocks of one size
  out.bits(whole ? 12 : 7, 4) // 4096, or told at the end of the head
  out.bits(0, 4) // rate as in the stream
  out.bits(channels.length - 1, 4)
  out.bits({ 8: 1, 16: 4, 24: 6 }[bits], 3)
  out.bits(0, 1)
  for (const byte of codedNumber(start / BLOCK)) out.bits(byte, 8)
  if (!whole) out.bits(length - 1, 16)
  out.bits(crc8(out.bytes()), 8)
  for (const channel of channels) subframe(out, channel.subarray(start, start + length), bits)
  out.align()
  const bytes = out.bytes()
  return concatenate([bytes, u16(crc16(bytes))])
}

/** One channel: silence as one sample, anything else as what two samples do not foretell of the third. */
function subframe(out: FlacBits, samples: Int32Array, bits: number): void {
  const first = samples[0] ?? 0
  if (samples.every((sample) => sample === first)) {
    out.bits(0, 8)
    out.bits(first, bits)
    return
  }
  const order = PARTITION_ORDER
  if (samples.length % 2 ** order > 0 || samples.length >> order < 4) {
    out.bits(0b0000_0010, 8)
    for (const sample of samples) out.bits(sample, bits)
    return
  }
  out.bits(0b0001_0100, 8) // fixed, of second order
  out.bits(samples[0] as number, bits)
  out.bits(samples[1] as number, bits)
  out.bits(0b01, 2) // parameters of 5 bits
  out.bits(order, 4)
  const size = samples.length >> order
  for (let from = 0; from < samples.length; from += size)
    residuals(out, samples, Math.max(2, from), from + size)
}

/** A partition of residuals as Rice codes. @see RFC 9639, 9.2.7 */
function residuals(out: FlacBits, samples: Int32Array, from: number, to: number): void {
  const folded = new Float64Array(to - from)
  let sum = 0
  for (let i = from; i < to; i++) {
    const residual = (samples[i] as number) - 2 * (samples[i - 1] as number) + (samples[i - 2] as number)
    const value = residual >= 0 ? residual * 2 : -residual * 2 - 1
    folded[i - from] = value
    sum += value
  }
  const mean = sum / folded.length
  const parameter = mean < 1 ? 0 : Math.min(30, Math.floor(Math.log2(mean)))
  out.bits(parameter, 5)
  for (const value of folded) {
    out.zeros(Math.floor(value / 2 ** parameter))
    out.bits(1, 1)
    out.bits(value % 2 ** parameter, parameter)
  }
}

/** The number of a frame, coded as UTF-8 codes a character. */
function codedNumber(value: number): readonly number[] {
  if (value < 0x80) return [value]
  const tail: number[] = []
  let rest = value
  let room = 0x20
  do {
    tail.unshift(0x80 | (rest & 0x3f))
    rest >>= 6
    if (rest < room) break
    room >>= 1
  } while (room > 0)
  return [(0xff ^ (room * 2 - 1)) | rest, ...tail]
}

const crc8 = checksum(8, 0x07)
const crc16 = checksum(16, 0x8005)

function checksum(width: 8 | 16, polynomial: number): (bytes: Uint8Array) => number {
  const top = 1 << (width - 1)
  const mask = 2 ** width - 1
  const table = Uint16Array.from({ length: 256 }, (_, byte) => {
    let value = byte << (width - 8)
    for (let bit = 0; bit < 8; bit++) value = (value & top ? (value << 1) ^ polynomial : value << 1) & mask
    return value
  })
  return (bytes) => {
    let crc = 0
    for (const byte of bytes) crc = ((crc << 8) & mask) ^ (table[(crc >> (width - 8)) ^ byte] as number)
    return crc
  }
}
