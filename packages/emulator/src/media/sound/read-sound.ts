import { flacTrack } from './flac.ts'
import { toLevels } from './levels.ts'
import { isM4a, readM4a } from './m4a.ts'
import { isMp3, readMp3 } from './mp3.ts'
import { isOgg, readOgg } from './ogg.ts'
import { loudnessOf } from './pcm-levels.ts'
import { type Sound, SoundError } from './sound.ts'
import { isWav, readWav } from './wav.ts'
import { readWithFfmpeg } from './with-ffmpeg.ts'

/**
 * Sound from the bytes of a file, told by its content and not by its name.
 *
 * With FFmpeg any kind is read, and becomes AAC. Without, a WAV becomes FLAC, and MP3, AAC (M4A) and Opus (Ogg) stay what
 * they are: browsers play each of them inside an MP4.
 *
 * @param ffmpeg - Path of the program; null does without.
 * @throws SoundError `broken` for what is no sound, `codec` for Vorbis and others where there is no FFmpeg.
 */
export async function readSound(bytes: Uint8Array, ffmpeg: string | null): Promise<Sound> {
  if (ffmpeg !== null) return readWithFfmpeg(ffmpeg, bytes)
  try {
    return readAlone(bytes)
  } catch (error) {
    // Every place in a file is read from the file: a damaged one leads outside of it.
    if (error instanceof RangeError)
      throw new SoundError('broken', 'The sound file is damaged.', { cause: error })
    throw error
  }
}

function readAlone(bytes: Uint8Array): Sound {
  if (isWav(bytes)) {
    const pcm = readWav(bytes)
    return {
      seconds: (pcm.channels[0]?.length ?? 0) / pcm.rate,
      track: () => flacTrack(pcm),
      levels: toLevels(loudnessOf(pcm.channels, pcm.rate)),
    }
  }
  if (isM4a(bytes)) return readM4a(bytes)
  if (isOgg(bytes)) return readOgg(bytes)
  if (isMp3(bytes)) return readMp3(bytes)
  throw new SoundError('broken', 'The file is no sound that is known here.')
}
