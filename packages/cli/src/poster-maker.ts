import { spawn } from 'node:child_process'
import type { PosterMaker } from '@onetake/export'

/** Decoding the seconds of a talking head takes one; a video that takes longer has no poster. */
const MOST_MS = 20_000
/** Of a PNG; that of a frame of 8K has half of it. */
const MOST_BYTES = 128 * 1024 ** 2
/** Times are written in milliseconds, and the frame that is meant must not come before its own. */
const ROUNDING_SECONDS = 0.001

/**
 * Makes a frame of a video a PNG, by ffmpeg; null where there is none, or where it cannot.
 *
 * The video goes in as it is, so that ffmpeg turns what its container says is turned.
 *
 * @param ffmpeg - Where it is; empty to do without.
 */
export const createPosterMaker =
  (ffmpeg = 'ffmpeg'): PosterMaker =>
  async (mp4, { timeSeconds }) =>
    ffmpeg === '' ? null : decoded(ffmpeg, mp4, Math.max(timeSeconds - ROUNDING_SECONDS, 0))

const decoded = (ffmpeg: string, mp4: Uint8Array, fromSeconds: number): Promise<Uint8Array | null> =>
  new Promise((resolve) => {
    const child = spawn(ffmpeg, [...INPUT, '-ss', fromSeconds.toFixed(3), ...OUTPUT], {
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: MOST_MS,
      killSignal: 'SIGKILL',
      windowsHide: true,
    })
    const chunks: Buffer[] = []
    let bytes = 0
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MOST_BYTES) child.kill('SIGKILL')
      else chunks.push(chunk)
    })
    child.once('error', () => resolve(null))
    child.once('close', (code) => resolve(code === 0 && bytes > 0 ? Buffer.concat(chunks) : null))
    // It has its frame before it has read all of the video, and closes the door then.
    child.stdin.on('error', () => {})
    child.stdin.end(mp4)
  })

/** One kind of file from one place: a playlist or an address inside a video leads nowhere. */
const INPUT = '-v error -protocol_whitelist pipe -f mov -i pipe:0'.split(' ')
const OUTPUT = '-map 0:v:0 -frames:v 1 -c:v png -bitexact -f image2pipe pipe:1'.split(' ')
