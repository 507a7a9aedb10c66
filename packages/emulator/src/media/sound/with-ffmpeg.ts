import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readAdts } from './aac.ts'
import { toLevels } from './levels.ts'
import { loudnessOf } from './pcm-levels.ts'
import { elementaryStream, OBJECT_TYPES, soundEntry } from './sample-entry.ts'
import { type Sound, SoundError } from './sound.ts'

const RATE = 44_100
/** Samples of an AAC frame; the encoder puts one such frame before the sound. */
const FRAME = 1024
/** Rate that is enough to tell how loud it is. */
const LEVEL_RATE = 8000

/**
 * Any sound that FFmpeg reads, as AAC.
 *
 * @param ffmpeg - Path of the program.
 * @throws SoundError `broken` where FFmpeg finds no sound.
 */
export async function readWithFfmpeg(ffmpeg: string, bytes: Uint8Array): Promise<Sound> {
  const folder = await mkdtemp(join(tmpdir(), 'emulator-sound-'))
  try {
    // Files, because an M4A whose index is at its end cannot be read from a pipe.
    const [input, aac, raw] = ['input', 'sound.aac', 'sound.raw'].map((name) => join(folder, name))
    await writeFile(input ?? '', bytes)
    const sound = ['-map', '0:a:0', '-map_metadata', '-1']
    const coded = ['-ar', `${RATE}`, '-c:a', 'aac', '-b:a', '96k', '-f', 'adts', aac ?? '']
    const plain = ['-ar', `${LEVEL_RATE}`, '-ac', '1', '-c:a', 'pcm_s16le', '-f', 's16le', raw ?? '']
    const options = [
      '-v',
      'error',
      '-nostdin',
      '-y',
      '-i',
      input ?? '',
      ...sound,
      ...coded,
      ...sound,
      ...plain,
    ]
    await promisify(execFile)(ffmpeg, options)
    return soundOf(await readFile(aac ?? ''), await readFile(raw ?? ''))
  } catch (error) {
    if (error instanceof SoundError) throw error
    throw new SoundError('broken', 'FFmpeg found no sound in the file.', { cause: error })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function soundOf(adts: Uint8Array, raw: Uint8Array): Sound {
  const { frames, config, channels } = readAdts(adts)
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength)
  const samples = Int32Array.from({ length: raw.byteLength >> 1 }, (_, at) => view.getInt16(at * 2, true))
  if (frames.length === 0 || samples.length === 0) throw new SoundError('broken', 'The file has no sound.')
  const format = { channels, rate: RATE, bits: 16 }
  return {
    seconds: samples.length / LEVEL_RATE,
    track: async () => ({
      entry: soundEntry('mp4a', format, elementaryStream(OBJECT_TYPES.aac, config)),
      timescale: RATE,
      samples: frames.map((frame) => ({ bytes: frame, ticks: FRAME })),
      skip: FRAME,
    }),
    levels: toLevels(loudnessOf([samples], LEVEL_RATE)),
  }
}
