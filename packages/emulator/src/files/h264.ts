import { createBitWriter, type BitWriter } from './bit-writer.ts'
import { createMacroblockCoder, type MacroblockCoder } from './macroblock.ts'
import { createYuv, fillYuv, type YuvPicture } from './yuv.ts'

/** One encoded picture, as the `mdat` of an MP4 keeps it: NAL units after their lengths. */
export interface Sample {
  readonly bytes: Uint8Array
  /** Whether a player can start here. */
  readonly key: boolean
}

export interface H264Encoder {
  /** The picture as a decoder has it after the last sample. */
  readonly decoded: YuvPicture
  readonly sequenceParameters: Uint8Array
  readonly pictureParameters: Uint8Array
  /** @param rgba - Rows from the top. */
  readonly encode: (rgba: Uint8Array) => Sample
}

export interface H264Options {
  /** Pixels, even. */
  readonly width: number
  readonly height: number
  readonly fps: number
  /** 0 fine to 51 coarse. */
  readonly qp: number
  /** Frames from one key frame to the next. */
  readonly keyEvery: number
}

/**
 * A small H.264 encoder, constrained baseline: key pictures, and pictures that repeat what did not change and code
 * the rest anew. No motion search; for a figure before a calm background that is enough.
 *
 * @see ITU-T H.264 (08/2021), 7.3 for the syntax.
 */
export function createH264Encoder({ width, height, fps, qp, keyEvery }: H264Options): H264Encoder {
  const source = createYuv(width, height)
  const coder = createMacroblockCoder(source, qp)
  let frame = 0
  return {
    decoded: coder.decoded,
    sequenceParameters: sequenceParameters(width, height, fps),
    pictureParameters: pictureParameters(qp),
    encode: (rgba) => {
      fillYuv(source, rgba, width, height)
      const sinceKey = frame % keyEvery
      const slice = encodeSlice(coder, source.columns * source.rows, sinceKey, Math.floor(frame / keyEvery))
      frame++
      const unit = nal(sinceKey === 0 ? 0x65 : 0x61, slice)
      const bytes = new Uint8Array(4 + unit.length)
      new DataView(bytes.buffer).setUint32(0, unit.length)
      bytes.set(unit, 4)
      return { bytes, key: sinceKey === 0 }
    },
  }
}

function encodeSlice(coder: MacroblockCoder, count: number, sinceKey: number, keyCount: number): Uint8Array {
  const out = createBitWriter()
  const key = sinceKey === 0
  out.unsigned(0) // first macroblock
  out.unsigned(key ? 7 : 5) // all slices of the picture are I, or all are P
  out.unsigned(0) // picture parameters
  out.bits(sinceKey & 15, 4) // frame number
  if (key) out.unsigned(keyCount & 1) // two key pictures in a row must differ
  else out.bits(0, 2) // one reference picture, in the usual order
  out.bits(0, key ? 2 : 1) // reference marking: as usual
  out.signed(0) // quantiser as in the picture parameters
  out.unsigned(1) // no deblocking
  coder.begin()
  let skipped = 0
  for (let index = 0; index < count; index++) {
    if (!key && coder.skip(index)) {
      skipped++
      continue
    }
    if (!key) out.unsigned(skipped)
    skipped = 0
    coder.write(out, index, key)
  }
  if (skipped > 0) out.unsigned(skipped)
  return out.finish()
}

/** Macroblocks per picture and per second that each level of the standard allows (table A-1). */
const levels = [
  [30, 1620, 40_500],
  [31, 3600, 108_000],
  [40, 8192, 245_760],
  [51, 36_864, 983_040],
] as const

function sequenceParameters(width: number, height: number, fps: number): Uint8Array {
  const out = createBitWriter()
  const columns = Math.ceil(width / 16)
  const rows = Math.ceil(height / 16)
  const size = columns * rows
  const level = levels.find(([, most, rate]) => size <= most && size * fps <= rate)?.[0] ?? 52
  out.bits(66, 8) // baseline ...
  out.bits(0xc0, 8) // ... without its rare parts
  out.bits(level, 8)
  out.unsigned(0) // id
  out.unsigned(0) // frame numbers of 4 bits
  out.unsigned(2) // output order is coding order
  out.unsigned(1) // reference pictures
  out.bits(0, 1)
  out.unsigned(columns - 1)
  out.unsigned(rows - 1)
  out.bits(0b11, 2) // frames, not fields; 8 x 8 inference
  const right = (columns * 16 - width) / 2
  const bottom = (rows * 16 - height) / 2
  const crop = right > 0 || bottom > 0
  out.bits(crop ? 1 : 0, 1)
  if (crop) for (const edge of [0, right, 0, bottom]) out.unsigned(edge)
  writeColourInformation(out)
  return nal(0x67, out.finish())
}

/** Without it, players guess the colour matrix from the size of the picture. */
function writeColourInformation(out: BitWriter): void {
  out.bits(1, 1) // there is usability information ...
  out.bits(0b00, 2)
  out.bits(1, 1) // ... about the signal
  out.bits(5, 3) // of no particular format
  out.bits(0, 1) // video range
  out.bits(1, 1)
  for (let i = 0; i < 3; i++) out.bits(6, 8) // primaries, transfer and matrix of BT.601
  out.bits(0, 1 + 1 + 1 + 1 + 1 + 1) // nothing about chroma place, time, buffers, fields, limits
}

function pictureParameters(qp: number): Uint8Array {
  const out = createBitWriter()
  out.unsigned(0) // id
  out.unsigned(0) // sequence parameters
  out.bits(0, 2) // CAVLC, no fields
  out.unsigned(0) // one slice group
  out.unsigned(0) // one reference
  out.unsigned(0)
  out.bits(0, 3) // no weighted prediction
  out.signed(qp - 26)
  out.signed(0)
  out.signed(0) // colour as fine as brightness
  out.bits(0b100, 3) // deblocking is told per slice
  return nal(0x68, out.finish())
}

/** A NAL unit: after two zeros a 3 goes before any byte up to 3, so that no start code appears inside. */
function nal(header: number, payload: Uint8Array): Uint8Array {
  const bytes = [header]
  let zeros = 0
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      bytes.push(3)
      zeros = 0
    }
    bytes.push(byte)
    zeros = byte === 0 ? zeros + 1 : 0
  }
  return Uint8Array.from(bytes)
}
