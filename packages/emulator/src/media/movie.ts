import { concatenate } from '../concatenate.ts'
import type { H264Encoder, Sample } from '../files/h264.ts'
import { ascii, box, sampleEntry, u16, u32 } from '../files/mp4-boxes.ts'
import type { SoundTrack } from './sound/sound.ts'

export interface Movie {
  readonly width: number
  readonly height: number
  readonly fps: number
  readonly pictures: readonly Sample[]
  readonly parameters: Pick<H264Encoder, 'sequenceParameters' | 'pictureParameters'>
  readonly sound: SoundTrack
  /** How much of the sound is heard. */
  readonly seconds: number
}

/** Ticks of the movie's own clock, per second. */
const TIMESCALE = 1000
/** Units of time in a frame; frames per second may be halves. */
const TICKS_PER_FRAME = 512
/** Rotation and scale of a picture that is shown as it is. */
const UNITY = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000]

/**
 * Pictures with sound as an MP4. The index comes first and the tracks alternate every second, so that it plays while it
 * loads. No dates: the same movie is the same bytes.
 *
 * @see ISO/IEC 14496-12
 */
export function writeMovie(movie: Movie): Uint8Array {
  const { fps, width, height, pictures, sound, seconds } = movie
  const keys = pictures.flatMap(({ key }, at) => (key ? [at + 1] : []))
  const tracks: readonly Track[] = [
    {
      timescale: fps * TICKS_PER_FRAME,
      samples: pictures.map(({ bytes }) => ({ bytes, ticks: TICKS_PER_FRAME })),
      skip: 0,
      seconds: pictures.length / fps,
      size: [width, height],
      handler: 'vide',
      media: box('vmhd', u32(1, 0, 0)),
      entry: sampleEntry(width, height, movie.parameters),
      keys: box('stss', u32(0, keys.length, ...keys)),
    },
    {
      ...sound,
      seconds,
      size: [0, 0],
      handler: 'soun',
      media: box('smhd', u32(0, 0)),
      keys: new Uint8Array(),
    },
  ]
  const chunked = tracks.map(toChunks)
  const head = box('ftyp', ascii('isom'), u32(512), ascii('isomiso2avc1mp41'))
  const start =
    head.length +
    index(
      tracks,
      chunked,
      chunked.map(() => []),
    ).length +
    8
  const { places, data } = interleave(chunked, start)
  return concatenate([head, index(tracks, chunked, places), box('mdat', data)])
}

interface Track extends SoundTrack {
  readonly seconds: number
  readonly size: readonly [width: number, height: number]
  readonly handler: 'vide' | 'soun'
  readonly media: Uint8Array
  readonly keys: Uint8Array
}

/** Samples of one second, in a row in the file. */
interface Chunk {
  readonly second: number
  readonly count: number
  readonly bytes: Uint8Array
}

function toChunks({ samples, timescale }: Track): readonly Chunk[] {
  const bySecond = new Map<number, Uint8Array[]>()
  let ticks = 0
  for (const sample of samples) {
    const second = Math.floor(ticks / timescale)
    const group = bySecond.get(second)
    if (group) group.push(sample.bytes)
    else bySecond.set(second, [sample.bytes])
    ticks += sample.ticks
  }
  return [...bySecond].map(([second, parts]) => ({ second, count: parts.length, bytes: concatenate(parts) }))
}

function interleave(
  tracks: readonly (readonly Chunk[])[],
  start: number,
): { readonly places: readonly (readonly number[])[]; readonly data: Uint8Array } {
  const order = tracks
    .flatMap((chunks, track) => chunks.map((chunk) => ({ track, chunk })))
    .toSorted((a, b) => a.chunk.second - b.chunk.second || a.track - b.track)
  const places = tracks.map((): number[] => [])
  let place = start
  for (const { track, chunk } of order) {
    places[track]?.push(place)
    place += chunk.bytes.length
  }
  return { places, data: concatenate(order.map(({ chunk }) => chunk.bytes)) }
}

function index(
  tracks: readonly Track[],
  chunked: readonly (readonly Chunk[])[],
  places: readonly (readonly number[])[],
): Uint8Array {
  const duration = Math.max(...tracks.map(({ seconds }) => Math.round(seconds * TIMESCALE)))
  const header = box(
    'mvhd',
    u32(0, 0, 0, TIMESCALE, duration, 0x10000),
    u16(0x100, 0),
    u32(0, 0, ...UNITY, 0, 0, 0, 0, 0, 0, tracks.length + 1),
  )
  const all = tracks.map((track, at) => trackBox(track, at + 1, chunked[at] ?? [], places[at] ?? []))
  return box('moov', header, ...all)
}

function trackBox(track: Track, id: number, chunks: readonly Chunk[], places: readonly number[]): Uint8Array {
  const shown = Math.round(track.seconds * TIMESCALE)
  const length = track.samples.reduce((sum, { ticks }) => sum + ticks, 0)
  const isSound = track.handler === 'soun'
  const [width, height] = track.size
  return box(
    'trak',
    box(
      'tkhd',
      u32(3, 0, 0, id, 0, shown, 0, 0),
      u16(0, isSound ? 1 : 0, isSound ? 0x100 : 0, 0),
      u32(...UNITY, width << 16, height << 16),
    ),
    box('edts', box('elst', u32(0, 1, shown, track.skip, 0x10000))),
    box(
      'mdia',
      box('mdhd', u32(0, 0, 0, track.timescale, length), u16(0x55c4, 0)), // language: undetermined
      box(
        'hdlr',
        u32(0, 0),
        ascii(track.handler),
        u32(0, 0, 0),
        ascii(`${isSound ? 'Sound' : 'Video'}Handler\0`),
      ),
      box(
        'minf',
        track.media,
        box('dinf', box('dref', u32(0, 1), box('url ', u32(1)))),
        box(
          'stbl',
          box('stsd', u32(0, 1), track.entry),
          timesOf(track),
          track.keys,
          runsOf(chunks),
          box('stsz', u32(0, 0, track.samples.length, ...track.samples.map(({ bytes }) => bytes.length))),
          // as long as no place is known yet, as many zeros
          box('stco', u32(0, chunks.length, ...chunks.map((_, at) => places[at] ?? 0))),
        ),
      ),
    ),
  )
}

function timesOf({ samples }: Track): Uint8Array {
  const runs: { count: number; readonly ticks: number }[] = []
  for (const { ticks } of samples) {
    const last = runs.at(-1)
    if (last?.ticks === ticks) last.count++
    else runs.push({ count: 1, ticks })
  }
  return box('stts', u32(0, runs.length, ...runs.flatMap(({ count, ticks }) => [count, ticks])))
}

function runsOf(chunks: readonly Chunk[]): Uint8Array {
  const runs = chunks.flatMap(({ count }, at) => (chunks[at - 1]?.count === count ? [] : [at + 1, count, 1]))
  return box('stsc', u32(0, runs.length / 3, ...runs))
}
