import type { ByteSource, TrackInfo } from '../video-info.ts'
import { codecOf } from './codec.ts'

/** Largest index of a movie that is read, in bytes. */
const INDEX_LIMIT = 64 * 1024 * 1024

interface Box {
  readonly type: string
  /** Where its content lies. */
  readonly from: number
  readonly to: number
}

/** One video track as the index describes it; `ticks` are of `scale` to the second. */
interface Track {
  readonly id: number
  readonly scale: number
  readonly width: number
  readonly height: number
  readonly codec: string
  readonly frames: number
  readonly ticks: number
  /** Length of a frame in a fragment that does not say, in ticks. */
  readonly usualTicks: number
}

/**
 * MP4 and MOV, with the index before or after the pictures, or in fragments.
 *
 * @see ISO/IEC 14496-12: `mvhd`, `trex` (8.8.3), `tkhd`, `mdhd`, `hdlr`, `stsd`, `stts`, `tfhd` (8.8.7), `trun` (8.8.8)
 */
export async function readMovie(source: ByteSource): Promise<TrackInfo | null> {
  let track: Track | null = null
  let [frames, ticks] = [0, 0]
  for await (const box of topBoxes(source)) {
    if (box.type !== 'moov' && !(box.type === 'moof' && track)) continue
    if (box.to - box.from > INDEX_LIMIT) return null
    const bytes = await source.read(box.from, box.to - box.from)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (box.type === 'moov') track = videoTrack(view)
    else if (track) {
      const run = fragment(view, track)
      frames += run.frames
      ticks += run.ticks
    }
  }
  if (!track) return null
  const { width, height, codec } = track
  const durationSeconds = (track.ticks + ticks) / track.scale
  return { width, height, codec, durationSeconds, fps: (track.frames + frames) / durationSeconds }
}

async function* topBoxes(source: ByteSource): AsyncGenerator<Box> {
  for (let at = 0; at + 8 <= source.sizeBytes;) {
    const head = await source.read(at, 16)
    const box = boxAt(new DataView(head.buffer, head.byteOffset, head.byteLength), 0, source.sizeBytes - at)
    if (!box) return
    yield { type: box.type, from: at + box.from, to: at + box.to }
    at += box.to
  }
}

/** The box at a place; null for a size that cannot be. A size of 0 means: up to the end. */
function boxAt(view: DataView, at: number, end: number): Box | null {
  const type = text(view, at + 4)
  const short = view.getUint32(at)
  const long = short === 1
  const size = long ? Number(view.getBigUint64(at + 8)) : short === 0 ? end - at : short
  const from = at + (long ? 16 : 8)
  return size >= from - at && at + size <= end ? { type, from, to: at + size } : null
}

function* boxes(view: DataView, from = 0, to = view.byteLength): Generator<Box> {
  for (let at = from; at + 8 <= to;) {
    const box = boxAt(view, at, to)
    if (!box) return
    yield box
    at = box.to
  }
}

/** The first box at the end of a path of types. */
function find(view: DataView, path: readonly string[], from = 0, to = view.byteLength): Box | null {
  const [type, ...rest] = path
  for (const box of boxes(view, from, to)) {
    if (box.type !== type) continue
    const found = rest.length === 0 ? box : find(view, rest, box.from, box.to)
    if (found) return found
  }
  return null
}

function videoTrack(view: DataView): Track | null {
  for (const trak of boxes(view)) {
    if (trak.type !== 'trak') continue
    const inside = (...path: readonly string[]) => find(view, path, trak.from, trak.to)
    const handler = inside('mdia', 'hdlr')
    if (!handler || text(view, handler.from + 8) !== 'vide') continue
    const [header, media] = [inside('tkhd'), inside('mdia', 'mdhd')]
    const entries = inside('mdia', 'minf', 'stbl', 'stsd')
    const times = inside('mdia', 'minf', 'stbl', 'stts')
    if (!header || !media || !entries || !times) continue
    const wide = view.getUint8(header.from) === 1
    const id = view.getUint32(header.from + (wide ? 20 : 12))
    return {
      id,
      scale: view.getUint32(media.from + (view.getUint8(media.from) === 1 ? 20 : 12)),
      // A sample entry begins with its size and name; the pixels follow 24 bytes later.
      codec: codecOf(text(view, entries.from + 12)),
      width: view.getUint16(entries.from + 40),
      height: view.getUint16(entries.from + 42),
      usualTicks: usualTicks(view, id),
      ...sumOfTimes(view, times),
    }
  }
  return null
}

/** Every entry of `stts`: so many frames of so many ticks. */
function sumOfTimes(view: DataView, { from }: Box): { readonly frames: number; readonly ticks: number } {
  let [frames, ticks] = [0, 0]
  const count = view.getUint32(from + 4)
  for (let index = 0; index < count; index++) {
    const each = view.getUint32(from + 8 + index * 8)
    frames += each
    ticks += each * view.getUint32(from + 12 + index * 8)
  }
  return { frames, ticks }
}

function usualTicks(view: DataView, id: number): number {
  const extended = find(view, ['mvex'])
  if (!extended) return 0
  for (const box of boxes(view, extended.from, extended.to))
    if (box.type === 'trex' && view.getUint32(box.from + 4) === id) return view.getUint32(box.from + 12)
  return 0
}

/** What a fragment adds to the track. */
function fragment(view: DataView, track: Track): { readonly frames: number; readonly ticks: number } {
  let [frames, ticks] = [0, 0]
  for (const traf of boxes(view)) {
    const header = traf.type === 'traf' ? find(view, ['tfhd'], traf.from, traf.to) : null
    if (!header || view.getUint32(header.from + 4) !== track.id) continue
    const flags = view.getUint32(header.from) & 0xffffff
    // Before the usual length come the offset of the data and the number of the sample entry, each where its flag says.
    const skipped = 8 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0)
    const usual = flags & 8 ? view.getUint32(header.from + skipped) : track.usualTicks
    for (const run of boxes(view, traf.from, traf.to)) {
      if (run.type !== 'trun') continue
      const count = view.getUint32(run.from + 4)
      frames += count
      ticks += ticksOfRun(view, run, count, usual)
    }
  }
  return { frames, ticks }
}

function ticksOfRun(view: DataView, { from }: Box, count: number, usual: number): number {
  const flags = view.getUint32(from) & 0xffffff
  if (!(flags & 0x100)) return count * usual
  const stride = [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length * 4
  const first = from + 8 + (flags & 1 ? 4 : 0) + (flags & 4 ? 4 : 0)
  let ticks = 0
  for (let index = 0; index < count; index++) ticks += view.getUint32(first + index * stride)
  return ticks
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}
