import { aacStrength } from './aac.ts'
import { toLevels } from './levels.ts'
import { type Sound, SoundError, type SoundSample } from './sound.ts'

/** Whether this begins as an MP4 or M4A does. */
export function isM4a(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 8)) === 'ftyp'
}

/**
 * The first sound track of an M4A, sample for sample.
 *
 * @throws SoundError `broken` without one, `codec` for anything but AAC in an ordinary index.
 * @see ISO/IEC 14496-12 for the boxes.
 */
export function readM4a(bytes: Uint8Array): Sound {
  const movie = find(boxesOf(bytes, 0, bytes.length), 'moov')
  const track = movie && within(movie).find((box) => box.type === 'trak' && handlerOf(box) === 'soun')
  const table = track && at(track, 'mdia', 'minf', 'stbl')
  const media = track && at(track, 'mdia', 'mdhd')
  const description = table && at(table, 'stsd')
  if (!track || !table || !media || !description) throw new SoundError('broken', 'The M4A file has no sound.')
  // version, flags and a count come before the entries
  const entry = description.bytes.slice(description.start + 8, description.end)
  if (String.fromCharCode(...entry.subarray(4, 8)) !== 'mp4a')
    throw new SoundError('codec', 'An M4A file that holds something else than AAC needs FFmpeg.')
  const size = new DataView(entry.buffer, entry.byteOffset).getUint32(0)
  const timescale = u32(media, u8(media, 0) === 1 ? 20 : 12)
  const samples = samplesOf(bytes, table)
  if (samples.length === 0) throw new SoundError('codec', 'An M4A file in fragments needs FFmpeg.')
  const skip = Math.max(0, editStart(track))
  const length = samples.reduce((sum, { ticks }) => sum + ticks, 0) - skip
  return {
    seconds: Math.max(1, length) / timescale,
    track: async () => ({ entry: entry.slice(0, size), timescale, samples, skip }),
    levels: toLevels(
      samples.map(({ bytes: frame, ticks }) => ({
        seconds: ticks / timescale,
        strength: aacStrength(frame),
      })),
    ),
  }
}

interface Box {
  readonly type: string
  /** The file, and where the content is in it. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

function boxesOf(bytes: Uint8Array, from: number, to: number): readonly Box[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const boxes: Box[] = []
  for (let place = from; place + 8 <= to;) {
    const short = view.getUint32(place)
    const long = short === 1 && place + 16 <= to
    const size = long ? Number(view.getBigUint64(place + 8)) : short === 0 ? to - place : short
    const end = place + size
    if (size < 8 || end > to) break
    const type = String.fromCharCode(...bytes.subarray(place + 4, place + 8))
    boxes.push({ type, bytes, start: place + (long ? 16 : 8), end })
    place = end
  }
  return boxes
}

const within = ({ bytes, start, end }: Box): readonly Box[] => boxesOf(bytes, start, end)
const find = (boxes: readonly Box[], type: string): Box | undefined => boxes.find((box) => box.type === type)

function at(box: Box, ...path: readonly string[]): Box | undefined {
  return path.reduce<Box | undefined>((inner, type) => inner && find(within(inner), type), box)
}

function u8(box: Box, offset: number): number {
  return box.bytes[box.start + offset] ?? 0
}

function u32(box: Box, offset: number): number {
  if (box.start + offset + 4 > box.end) throw new SoundError('broken', 'The index of the M4A file is cut.')
  return new DataView(box.bytes.buffer, box.bytes.byteOffset).getUint32(box.start + offset)
}

function handlerOf(track: Box): string {
  const handler = at(track, 'mdia', 'hdlr')
  return handler ? String.fromCharCode(...handler.bytes.subarray(handler.start + 8, handler.start + 12)) : ''
}

/** Where the sound begins in its track; encoders put filling before it. */
function editStart(track: Box): number {
  const list = at(track, 'edts', 'elst')
  if (!list || u32(list, 4) !== 1 || u8(list, 0) === 1) return 0
  return u32(list, 12) | 0
}

function samplesOf(file: Uint8Array, table: Box): readonly SoundSample[] {
  const [sizes, times, runs] = [at(table, 'stsz'), at(table, 'stts'), at(table, 'stsc')]
  const short = at(table, 'stco')
  const places = short ?? at(table, 'co64')
  if (!sizes || !times || !runs || !places) return []
  const samples: SoundSample[] = []
  const ticks = ticksOf(times)
  const same = u32(sizes, 4)
  const count = u32(sizes, 8)
  let run = 0
  for (let chunk = 0; chunk < u32(places, 4) && samples.length < count; chunk++) {
    if (run + 1 < u32(runs, 4) && chunk + 1 >= u32(runs, 8 + (run + 1) * 12)) run++
    // no file here is longer than the 32 low bits of a place
    let place = short ? u32(places, 8 + chunk * 4) : u32(places, 12 + chunk * 8)
    for (let i = 0; i < u32(runs, 12 + run * 12) && samples.length < count; i++) {
      const size = same === 0 ? u32(sizes, 12 + samples.length * 4) : same
      if (place + size > file.length) throw new SoundError('broken', 'The M4A file ends within its sound.')
      samples.push({ bytes: file.slice(place, place + size), ticks: ticks.next().value ?? 0 })
      place += size
    }
  }
  return samples
}

function* ticksOf(times: Box): Generator<number, undefined> {
  for (let entry = 0; entry < u32(times, 4); entry++) {
    const count = u32(times, 8 + entry * 8)
    const ticks = u32(times, 12 + entry * 8)
    for (let i = 0; i < count; i++) yield ticks
  }
}
