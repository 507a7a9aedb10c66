import { readAvi } from './video-info/avi.ts'
import { askFfprobe } from './video-info/ffprobe.ts'
import { readMatroska } from './video-info/matroska.ts'
import { readMovie } from './video-info/movie.ts'

/** What a video file says about its first video track. */
export interface VideoInfo {
  /** Pixels, as stored: a phone's rotation is not applied. */
  readonly width: number
  readonly height: number
  /** Frames per second on average, to three decimals. */
  readonly fps: number
  readonly durationSeconds: number
  /** As FFmpeg names it: `h264`, `hevc`, `vp9`, ...; the container's own name in lower case for a rare one. */
  readonly codec: string
  readonly sizeBytes: number
}

/** A file that can be read in places: large ones are not to be in memory. */
export interface ByteSource {
  readonly sizeBytes: number
  /** `length` bytes from `at`, or fewer at the end. */
  read(at: number, length: number): Promise<Uint8Array>
}

/** What a reader of one container finds; null where the file has no video track that makes sense. */
export type TrackInfo = Omit<VideoInfo, 'sizeBytes'>

/**
 * Read MP4 and MOV, WebM and Matroska, and AVI; another container is left to FFprobe where this machine has it.
 *
 * @returns Null for what is no video.
 */
export async function readVideoInfo(source: ByteSource): Promise<VideoInfo | null> {
  const track = await readTrack(source)
  const right = track && track.width > 0 && track.height > 0 && track.durationSeconds > 0 && track.fps > 0
  if (!right || !Number.isFinite(track.durationSeconds) || !Number.isFinite(track.fps)) return null
  return { ...track, fps: Math.round(track.fps * 1000) / 1000, sizeBytes: source.sizeBytes }
}

async function readTrack(source: ByteSource): Promise<TrackInfo | null> {
  const head = await source.read(0, 12)
  const name = (from: number) => String.fromCharCode(...head.subarray(from, from + 4))
  try {
    if (['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].includes(name(4))) return await readMovie(source)
    if (name(0) === '\u001aEß£') return await readMatroska(source)
    if (name(0) === 'RIFF' && name(8) === 'AVI ') return await readAvi(source)
  } catch (error) {
    // A view was read beyond its end: the file is cut or lies about its sizes.
    if (error instanceof RangeError) return null
    throw error
  }
  return askFfprobe(source)
}
