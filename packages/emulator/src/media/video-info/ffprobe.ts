import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ffmpegPath, isExecutable } from '../ffmpeg.ts'
import type { ByteSource, TrackInfo } from '../video-info.ts'

/** How much of a file FFprobe is shown: enough for its head and for counting a short clip. */
const SHOWN_BYTES = 64 * 1024 * 1024

/** Ask FFprobe, FFmpeg's neighbour, about a container that is not read here. Null where it does not know, or is not there. */
export async function askFfprobe(source: ByteSource): Promise<TrackInfo | null> {
  const ffmpeg = ffmpegPath()
  const path = ffmpeg && join(dirname(ffmpeg), 'ffprobe')
  if (path === null || !isExecutable(path)) return null
  // Through a pipe it could not look at the end, where some containers keep their times.
  const folder = await mkdtemp(join(tmpdir(), 'onetake-emulator-'))
  try {
    const file = join(folder, 'video')
    await writeFile(file, await source.read(0, SHOWN_BYTES))
    const output = await run(path, file)
    return output === null ? null : trackOf(output)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(path: string, file: string): Promise<string | null> {
  const entries = 'stream=codec_name,width,height,avg_frame_rate,duration:format=duration'
  const options = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', entries, '-of', 'json', file]
  return new Promise((resolve) => {
    const probe = spawn(path, options, { stdio: ['ignore', 'pipe', 'ignore'] })
    let output = ''
    probe.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    probe.on('error', () => resolve(null))
    probe.on('close', (code) => resolve(code === 0 ? output : null))
  })
}

function trackOf(output: string): TrackInfo | null {
  // The shape that was asked for above; what is missing makes the numbers below not a number.
  const { streams, format } = JSON.parse(output) as {
    readonly streams?: readonly Readonly<Record<string, string | number>>[]
    readonly format?: { readonly duration?: string }
  }
  const stream = streams?.[0]
  if (!stream) return null
  const [frames, seconds] = String(stream['avg_frame_rate']).split('/').map(Number)
  return {
    width: Number(stream['width']),
    height: Number(stream['height']),
    codec: String(stream['codec_name']),
    fps: (frames ?? 0) / (seconds ?? 1),
    durationSeconds: Number(stream['duration'] ?? format?.duration),
  }
}
