import { setImmediate } from 'node:timers/promises'
import { createH264Encoder, type Sample } from '../files/h264.ts'
import { expressionsFor, type Manner } from './expression.ts'
import type { Face } from './face.ts'
import { writeMovie } from './movie.ts'
import type { Picture } from './picture.ts'
import { type Framing, framePortrait } from './portrait.ts'
import { createPuppet } from './puppet.ts'
import type { Sound, SoundTrack } from './sound/sound.ts'

export interface TalkingHeadOptions {
  readonly picture: Picture
  readonly face: Face
  readonly sound: Sound
  readonly fps: number
  /** How long it speaks; what is longer than the sound is as long as the sound. */
  readonly seconds?: number
  /** Pixels of the film are even. */
  readonly framing: Framing
  readonly manner: Manner
}

/** Fine enough that a portrait stays one, coarse enough that a minute stays below 20 MB. */
const QP = 26
const SECONDS_BETWEEN_KEYS = 5
/** How long other work waits at most, in real milliseconds. */
const PATIENCE = 10

/**
 * A film of a portrait that speaks: H.264 pictures, and the sound in the form it was read in. The same picture and sound
 * give the same bytes. Other work goes on meanwhile.
 */
export async function talkingHead(options: TalkingHeadOptions): Promise<Uint8Array> {
  const { picture, face, sound, fps, framing, manner } = options
  const { width, height } = framing
  const seconds = Math.min(sound.seconds, options.seconds ?? sound.seconds)
  const frames = Math.max(1, Math.round(seconds * fps))
  const puppet = createPuppet(framePortrait(picture, face, framing))
  const encoder = createH264Encoder({
    width,
    height,
    fps,
    qp: QP,
    keyEvery: Math.round(fps * SECONDS_BETWEEN_KEYS),
  })
  const pictures: Sample[] = []
  let since = performance.now()
  for (const expression of expressionsFor(sound.levels, { frames, fps }, manner)) {
    pictures.push(encoder.encode(puppet.show(expression)))
    if (performance.now() - since < PATIENCE) continue
    await setImmediate()
    since = performance.now()
  }
  const track = firstSeconds(await sound.track(), seconds)
  return writeMovie({ width, height, fps, pictures, parameters: encoder, sound: track, seconds })
}

/** The samples that are heard in so many seconds. */
function firstSeconds(track: SoundTrack, seconds: number): SoundTrack {
  const end = track.skip + seconds * track.timescale
  let ticks = 0
  const samples = track.samples.filter((sample) => {
    const heard = ticks < end
    ticks += sample.ticks
    return heard
  })
  return { ...track, samples }
}
