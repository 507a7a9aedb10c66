import { mp4Error } from './mp4-error.ts'
import { boxesIn, type Mp4Bytes, mp4Bytes, topBoxes } from './mp4-box.ts'
import { indexOf } from './probe-mp4.ts'
import { type Mp4Track, readTracks } from './read-tracks.ts'

/** A frame to show before a video plays. */
export interface Poster {
  /** When it is shown, on the clock of the track; a player seeks here. */
  readonly timeSeconds: number
  /** From 0. */
  readonly frame: number
  readonly codec: string
  /**
   * The frame, still encoded: of H.264 a stream of its own (`.h264`, with the parameters a decoder needs in front), of
   * any other codec the sample as it lies in the file. A picture of it needs a decoder: a browser that seeks to
   * `timeSeconds`, or ffmpeg. This package has none.
   */
  readonly bytes: Uint8Array
  readonly isStream: boolean
  /** So small that it is probably black or of one colour, and no other frame can be decoded on its own. */
  readonly isProbablyBlank: boolean
}

/** Bytes of a frame for every pixel. Black frames of x264 need a thousandth, a face in front of a wall ten times that. */
const BLANK_BYTES_PER_PIXEL = 0.004
/** A frame this much smaller than the largest is blank, too. */
const BLANK_SHARE = 0.1
/** Frames looked at. */
const MOST_LOOKED_AT = 200

/**
 * The first frame that can be decoded on its own and is not black, as far as its size tells: nothing is decoded.
 *
 * @throws ExportError as `probeMp4`; `unsupported` for a file without pictures, or made of fragments.
 */
export function findPoster(bytes: Uint8Array): Poster {
  const file = mp4Bytes(bytes)
  const moov = indexOf(file, topBoxes(file))
  const track = readTracks(file, moov).find(({ kind }) => kind === 'vide')
  if (!track || track.samples.count === 0)
    throw mp4Error(
      moov.start,
      'this file has no pictures in its index; it is sound, or made of fragments.',
      'unsupported',
    )
  const { samples } = track
  const candidates = [
    ...(samples.syncSamples ??
      Array.from({ length: Math.min(samples.count, MOST_LOOKED_AT) }, (_, index) => index)),
  ]
    .filter((sample) => sample < samples.count)
    .slice(0, MOST_LOOKED_AT)
  const parameters = h264Parameters(file, track)
  const located = (candidates.length > 0 ? candidates : [0]).map((frame) => {
    const place = samples.locate(frame)
    const sample = bytes.subarray(place.byteOffset, place.byteOffset + place.size)
    const units = parameters && unitsOf(sample, parameters.lengthSize, place.byteOffset)
    // x264 puts its settings, some 700 bytes, beside the first picture; only what is the picture counts.
    const size = units ? units.filter(isPicture).reduce((sum, unit) => sum + unit.length, 0) : place.size
    return { frame, size, sample, units, time: place.time }
  })
  const largest = Math.max(...located.map(({ size }) => size))
  const isBlank = (size: number): boolean =>
    size < track.width * track.height * BLANK_BYTES_PER_PIXEL || size < largest * BLANK_SHARE
  const chosen = located.find(({ size }) => !isBlank(size)) ?? located.find(({ size }) => size === largest)
  if (!chosen)
    throw mp4Error(moov.start, 'this file has no picture that can be decoded on its own.', 'unsupported')
  const { frame, sample, units, size, time } = chosen
  return {
    timeSeconds: time / track.timescale,
    frame,
    codec: track.codec,
    bytes: parameters && units ? withStartCodes([...parameters.units, ...units]) : sample.slice(),
    isStream: units !== null,
    isProbablyBlank: isBlank(size),
  }
}

/** The kinds of unit that are parts of a picture (ISO/IEC 14496-10, table 7-1). */
const isPicture = (unit: Uint8Array): boolean => {
  const kind = (unit[0] ?? 0) & 31
  return kind >= 1 && kind <= 5
}

/** Sequence and picture parameters, and how many bytes a length has (ISO/IEC 14496-15, 5.3.3); `null` of other codecs. */
function h264Parameters(
  file: Mp4Bytes,
  track: Mp4Track,
): { readonly units: readonly Uint8Array[]; readonly lengthSize: number } | null {
  if (!track.codec.startsWith('avc')) return null
  const avcC = boxesIn(file, track.children, track.entry.end).find(({ type }) => type === 'avcC')
  if (!avcC || avcC.end - avcC.content < 7) return null
  const config = file.bytes.subarray(avcC.content, avcC.end)
  const units: Uint8Array[] = []
  let at = 5
  for (const mask of [31, 255]) {
    const count = (config[at++] ?? 0) & mask
    for (let index = 0; index < count; index++) {
      const length = ((config[at] ?? 0) << 8) | (config[at + 1] ?? 0)
      if (at + 2 + length > config.length)
        throw mp4Error(avcC.start, 'the parameters of this H.264 video are cut off. Download it again.')
      units.push(config.subarray(at + 2, at + 2 + length))
      at += 2 + length
    }
  }
  return { units, lengthSize: ((config[4] ?? 3) & 3) + 1 }
}

/** The units of a sample, each of which has its length in front. */
function unitsOf(sample: Uint8Array, lengthSize: number, byteOffset: number): readonly Uint8Array[] {
  const units: Uint8Array[] = []
  for (let at = 0; at + lengthSize <= sample.length;) {
    let length = 0
    for (let part = 0; part < lengthSize; part++) length = length * 256 + (sample[at + part] ?? 0)
    if (at + lengthSize + length > sample.length)
      throw mp4Error(
        byteOffset + at,
        'a part of this frame is longer than the frame. Download the file again.',
      )
    units.push(sample.subarray(at + lengthSize, at + lengthSize + length))
    at += lengthSize + length
  }
  return units
}

/** What a decoder takes without a container (ISO/IEC 14496-10, annex B). */
function withStartCodes(units: readonly Uint8Array[]): Uint8Array {
  const stream = new Uint8Array(units.reduce((sum, unit) => sum + START_CODE.length + unit.length, 0))
  let at = 0
  for (const unit of units) {
    stream.set(START_CODE, at)
    stream.set(unit, at + START_CODE.length)
    at += START_CODE.length + unit.length
  }
  return stream
}

const START_CODE = [0, 0, 0, 1]
