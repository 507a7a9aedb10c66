import { snapFps } from '../motion/snap-fps.ts'
import { mp4Error } from './mp4-error.ts'
import { boxAt, boxesIn, type Mp4Box, type Mp4Bytes, mp4Bytes, needs, topBoxes, typeAt } from './mp4-box.ts'
import { type Mp4Track, readTracks } from './read-tracks.ts'

/** What an MP4 or MOV file is. Nothing of it is decoded. */
export interface Mp4Facts {
  /** The kind of file and those it is compatible with, such as `isom` and `mp42`. */
  readonly brands: readonly string[]
  readonly bytes: number
  /** `null` where only its fragments would tell. */
  readonly durationSeconds: number | null
  /** The first picture track. */
  readonly video: Mp4Video | null
  /** The first sound track. */
  readonly audio: Mp4Audio | null
  /** Whether its index (`moov`) comes before its content, so that it plays while it still arrives. */
  readonly isFaststart: boolean
  /** Made of fragments, as streams are. */
  readonly isFragmented: boolean
}

export interface Mp4Video {
  /** As a browser calls it, such as `avc1.64001E`. */
  readonly codec: string
  /** In pixels, as stored. */
  readonly width: number
  readonly height: number
  /** By how many degrees a player turns it, clockwise. */
  readonly rotation: number
  readonly frames: number
  /** Frames per second, on average; `null` for a fragmented file. */
  readonly fps: number | null
  readonly isConstantRate: boolean
  /** Whether a picture of this codec can have transparent parts in such a file; H.264 never can. */
  readonly alpha: 'impossible' | 'possible'
}

export interface Mp4Audio {
  readonly codec: string
  readonly sampleRate: number
  readonly channels: number
}

/** @throws ExportError `unsupported` for what is no MP4; `invalid-file` for a damaged one, or one without index. */
export function probeMp4(bytes: Uint8Array): Mp4Facts {
  const file = mp4Bytes(bytes)
  const boxes = topBoxes(file)
  const moov = indexOf(file, boxes)
  const tracks = readTracks(file, moov)
  const content = boxes.find(({ type }) => type === 'mdat' || type === 'moof')
  const isFragmented = boxAt(file, moov, ['mvex']) !== undefined
  const video = tracks.find(({ kind }) => kind === 'vide')
  const audio = tracks.find(({ kind }) => kind === 'soun')
  return {
    brands: brandsOf(file, boxes[0]),
    bytes: bytes.length,
    durationSeconds: durationOf(file, moov),
    video: video ? videoFacts(video, isFragmented) : null,
    audio: audio ? { codec: audio.codec, sampleRate: audio.sampleRate, channels: audio.channels } : null,
    isFaststart: content === undefined || moov.start < content.start,
    isFragmented,
  }
}

/** @throws ExportError `invalid-file` where there is none. */
export function indexOf(file: Mp4Bytes, boxes: readonly Mp4Box[]): Mp4Box {
  const moov = boxes.find(({ type }) => type === 'moov')
  if (!moov)
    throw mp4Error(
      file.bytes.length,
      'this video has no index (moov): its writer did not finish, or the end is missing. Download it again.',
    )
  if (boxAt(file, moov, ['cmov']))
    throw mp4Error(
      moov.start,
      'the index of this video is compressed, as in MOV files of the 1990s. Convert it with ffmpeg -c copy.',
      'unsupported',
    )
  return moov
}

function brandsOf({ bytes }: Mp4Bytes, ftyp: Mp4Box | undefined): readonly string[] {
  if (ftyp?.type !== 'ftyp') return []
  const brands = [typeAt(bytes, ftyp.content)]
  for (let at = ftyp.content + 8; at + 4 <= Math.min(ftyp.end, ftyp.content + 1024); at += 4)
    brands.push(typeAt(bytes, at))
  return [...new Set(brands)]
}

function durationOf(file: Mp4Bytes, moov: Mp4Box): number | null {
  const { bytes, view } = file
  const mvhd = boxesIn(file, moov.content, moov.end).find(({ type }) => type === 'mvhd')
  if (!mvhd) return null
  needs(mvhd, 20)
  const isLong = bytes[mvhd.content] === 1
  if (isLong) needs(mvhd, 32)
  const timescale = view.getUint32(mvhd.content + (isLong ? 20 : 12))
  const ticks = isLong ? Number(view.getBigUint64(mvhd.content + 24)) : view.getUint32(mvhd.content + 16)
  return timescale > 0 && ticks > 0 && ticks < 2 ** 53 ? ticks / timescale : null
}

function videoFacts(
  { codec, width, height, rotation, samples, timescale }: Mp4Track,
  isFragmented: boolean,
): Mp4Video {
  const seconds = samples.duration / timescale
  return {
    codec,
    width,
    height,
    rotation,
    frames: samples.count,
    fps: isFragmented || seconds === 0 ? null : snapFps(samples.count / seconds),
    isConstantRate: samples.isConstantRate,
    alpha: CAN_HAVE_ALPHA.test(codec) ? 'possible' : 'impossible',
  }
}

/**
 * ProRes 4444, PNG, QuickTime Animation and Hap Alpha; HEVC only with a second layer that Apple's encoder writes. VP9 and AV1 have
 * alpha in WebM and in pictures, and no agreed way for it in MP4.
 */
const CAN_HAVE_ALPHA = /^(ap4h|ap4x|png|rle|Hap5|HapM|hvc1|hev1)/
