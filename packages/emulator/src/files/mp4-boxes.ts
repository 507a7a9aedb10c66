import { concatenate } from '../concatenate.ts'
import type { H264Encoder, Sample } from './h264.ts'

export interface Mp4Track {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly samples: readonly Sample[]
  readonly parameters: Pick<H264Encoder, 'sequenceParameters' | 'pictureParameters'>
}

/** Units of time in a frame; a multiple keeps players that like large time scales exact. */
const ticksPerFrame = 512
/** Rotation and scale of a picture that is shown as it is: 1 as 16.16, the last one as 2.30. */
const unity = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]

/**
 * One video track as an MP4 whose index comes before its pictures, so that it plays while it loads. No dates: the same
 * pictures are the same bytes.
 *
 * @see ISO/IEC 14496-12 for the boxes, 14496-15 for `avc1` and `avcC`.
 */
export function writeMp4(track: Mp4Track): Uint8Array {
  const head = box('ftyp', ascii('isom'), u32(512), ascii('isomiso2avc1mp41'))
  const size = head.length + movie(track, 0).length
  const pictures = concatenate(track.samples.map(({ bytes }) => bytes))
  return concatenate([head, movie(track, size + 8), box('mdat', pictures)])
}

function movie(track: Mp4Track, offset: number): Uint8Array {
  const scale = track.fps * ticksPerFrame
  const duration = track.samples.length * ticksPerFrame
  const header = box(
    'mvhd',
    u32(0, 0, 0, scale, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0, ...unity, 0, 0, 0, 0, 0, 0, 2),
  )
  const trackHeader = box(
    'tkhd',
    u32(3, 0, 0, 1, 0, duration, 0, 0),
    u16(0, 0, 0, 0),
    u32(...unity, track.width << 16, track.height << 16),
  )
  const media = box(
    'mdia',
    box('mdhd', u32(0, 0, 0, scale, duration), u16(0x55c4, 0)), // language: undetermined
    box('hdlr', u32(0, 0), ascii('vide'), u32(0, 0, 0), ascii('VideoHandler\0')),
    box(
      'minf',
      box('vmhd', u32(1, 0, 0)),
      box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))),
      table(track, offset),
    ),
  )
  return box('moov', header, box('trak', trackHeader, media))
}

function table({ samples, width, height, parameters }: Mp4Track, offset: number): Uint8Array {
  const keys = samples.flatMap(({ key }, at) => (key ? [at + 1] : []))
  return box(
    'stbl',
    box('stsd', u32(0, 1), sampleEntry(width, height, parameters)),
    box('stts', u32(0, 1, samples.length, ticksPerFrame)),
    box('stss', u32(0, keys.length, ...keys)),
    box('stsc', u32(0, 1, 1, samples.length, 1)),
    box('stsz', u32(0, 0, samples.length, ...samples.map(({ bytes }) => bytes.length))),
    box('stco', u32(0, 1, offset)),
  )
}

export function sampleEntry(
  width: number,
  height: number,
  { sequenceParameters: sps, pictureParameters: pps }: Mp4Track['parameters'],
): Uint8Array {
  const configuration = box(
    'avcC',
    Uint8Array.of(1, ...sps.subarray(1, 4), 0xff, 0xe1),
    u16(sps.length),
    sps,
    Uint8Array.of(1),
    u16(pps.length),
    pps,
  )
  return box(
    'avc1',
    u32(0),
    u16(0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(0x480000, 0x480000, 0),
    u16(1),
    new Uint8Array(32),
    u16(24, 0xffff),
    configuration,
  )
}

export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concatenate(parts)
  return concatenate([u32(8 + body.length), ascii(type), body])
}

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text)

export function u32(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4))
  for (const [at, value] of values.entries()) view.setUint32(at * 4, value)
  return new Uint8Array(view.buffer)
}

export function u16(...values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2))
  for (const [at, value] of values.entries()) view.setUint16(at * 2, value)
  return new Uint8Array(view.buffer)
}
