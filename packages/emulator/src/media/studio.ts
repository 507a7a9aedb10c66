import { createBlobs, type BlobsState } from './blobs.ts'
import { decodeImage } from './decode-image.ts'
import type { Manner } from './expression.ts'
import { findFace } from './face.ts'
import { ffmpegPath } from './ffmpeg.ts'
import { type Picture, PictureError } from './picture.ts'
import { readSound } from './sound/read-sound.ts'
import { type Sound, SoundError } from './sound/sound.ts'
import { talkingHead } from './talking-head.ts'

/** Where portraits learn to speak: it keeps what was sent, says whether a film can be made of it, and makes it when asked. */
export interface Studio {
  /** Keep both files and look into them. */
  receive(image: Uint8Array, audio: Uint8Array): Promise<Sitting>
  /** The film, made once; null when one of the files is gone. */
  film(order: FilmOrder): Promise<Uint8Array | null>
  snapshot(): BlobsState
}

/** Two files that came together. */
export interface Sitting {
  readonly imageId: string
  readonly audioId: string
  /** Length of the sound; 0 where it cannot be read. */
  readonly seconds: number
  /** Why there will be no film. */
  readonly trouble: Trouble | null
}

export interface Trouble {
  readonly kind: 'image' | 'no-face' | 'audio'
  /** A sentence. */
  readonly message: string
}

export interface FilmOrder extends Pick<Sitting, 'imageId' | 'audioId'> {
  /** Frames a second; half of it in long films. */
  readonly fps: number
  /** Pixels of the shorter side. */
  readonly pixels: number
  /** A square, or the proportions of the picture. */
  readonly square: boolean
  /** How much of what is around the face is seen, in face sizes; null shows the whole picture. */
  readonly around: number | null
  /** Length; null is that of the sound. */
  readonly seconds: number | null
  readonly manner: Manner
}

/** Bytes of films that are kept; every one can be made again. */
const CACHE_BYTES = 64 * 1024 * 1024
/** Films above this have half the frames. */
const LONG_SECONDS = 60
/** Sounds that are kept as they were read. */
const SOUNDS_KEPT = 8
/** The longer side is at most so many times the shorter one. */
const LONGEST = 2

export function createStudio(state: BlobsState | null): Studio {
  const blobs = createBlobs(state)
  // What was looked at for one task is often sent again for the next, and listened to again for the film.
  const sounds = new Map<string, Promise<Sound>>()
  const looks = new Map<string, Trouble | null>()
  const soundOf = (id: string, audio: Uint8Array): Promise<Sound> => {
    const sound = sounds.get(id) ?? readSound(audio, ffmpegPath())
    sounds.delete(id)
    sounds.set(id, sound)
    for (const oldest of sounds.keys()) if (sounds.size > SOUNDS_KEPT) sounds.delete(oldest)
    return sound
  }
  const lookOf = (id: string, image: Uint8Array): Trouble | null => {
    const look = looks.has(id) ? (looks.get(id) ?? null) : lookAt(image)
    looks.set(id, look)
    return look
  }

  const films = new Map<string, Promise<Uint8Array>>()
  const sizes = new Map<string, number>()

  /** Make a film once, also for several who ask at the same time, and drop the oldest where there are too many. */
  const remembered = async (key: string, film: Promise<Uint8Array>): Promise<Uint8Array> => {
    films.set(key, film)
    try {
      const made = await film
      sizes.set(key, made.byteLength)
      let total = [...sizes.values()].reduce((sum, size) => sum + size, 0)
      for (const [oldest, size] of sizes) {
        if (total <= CACHE_BYTES || oldest === key) break
        sizes.delete(oldest)
        films.delete(oldest)
        total -= size
      }
      return made
    } catch (error) {
      films.delete(key)
      throw error
    }
  }

  return {
    async receive(image, audio) {
      const [imageId, audioId] = [blobs.put(image), blobs.put(audio)]
      const sound = await lengthOf(soundOf(audioId, audio))
      const trouble = lookOf(imageId, image) ?? (typeof sound === 'number' ? null : sound)
      return { imageId, audioId, seconds: typeof sound === 'number' ? sound : 0, trouble }
    },
    async film(order) {
      const key = JSON.stringify(order)
      const made = films.get(key)
      if (made) return made
      const [image, audio] = [blobs.get(order.imageId), blobs.get(order.audioId)]
      return image && audio ? remembered(key, make(order, image, soundOf(order.audioId, audio))) : null
    },
    snapshot: () => blobs.snapshot(),
  }
}

async function make(order: FilmOrder, image: Uint8Array, sound: Promise<Sound>): Promise<Uint8Array> {
  const heard = await sound
  const picture = decodeImage(image)
  const face = findFace(picture)
  if (!face) throw new PictureError('broken', 'There is no face in the picture.')
  const [width, height] = sizeOf(picture, order)
  return talkingHead({
    picture,
    face,
    sound: heard,
    // Half as many pictures of a long speech: nobody waits for the others.
    fps: heard.seconds > LONG_SECONDS ? order.fps / 2 : order.fps,
    framing: { width, height, around: order.around },
    manner: order.manner,
    ...(order.seconds !== null && { seconds: order.seconds }),
  })
}

function sizeOf(picture: Picture, { pixels, square }: FilmOrder): readonly [width: number, height: number] {
  const aspect = square ? 1 : picture.width / picture.height
  const side = (times: number) => Math.round((pixels * Math.min(LONGEST, Math.max(1, times))) / 2) * 2
  return [side(aspect), side(1 / aspect)]
}

function lookAt(image: Uint8Array): Trouble | null {
  try {
    if (findFace(decodeImage(image))) return null
    return { kind: 'no-face', message: 'No face detected in the image' }
  } catch (error) {
    if (error instanceof PictureError) return { kind: 'image', message: error.message }
    throw error
  }
}

async function lengthOf(sound: Promise<Sound>): Promise<number | Trouble> {
  try {
    return (await sound).seconds
  } catch (error) {
    if (error instanceof SoundError) return { kind: 'audio', message: error.message }
    throw error
  }
}
