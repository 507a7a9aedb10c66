/**
 * The index of an MP4 without its pictures: enough for whoever asks how long and how large a video is.
 *
 * @see ISO/IEC 14496-12, `ftyp`, `mvhd`, `tkhd`, `mdhd`, `hdlr`, `stsd`, `stts`
 */
export function tinyMp4({ seconds = 1, fps = 30, width = 64, height = 96 } = {}): Uint8Array<ArrayBuffer> {
  const frames = Math.round(seconds * fps)
  const length = frames * 1_000
  const scale = fps * 1_000
  const zeros = (count: number) => new Uint8Array(count)
  const header = box('mvhd', u32(0, 0, 0, scale, length, 0x10000), zeros(76), u32(2))
  const track = box('tkhd', u32(7, 0, 0, 1, 0, length), zeros(52), u32(width << 16, height << 16))
  const media = box('mdhd', u32(0, 0, 0, scale, length, 0x55c40000))
  const handler = box('hdlr', u32(0, 0), ascii('vide'), zeros(13))
  const entry = box('avc1', zeros(6), u16(1), zeros(16), u16(width, height), zeros(50))
  const table = box(
    'stbl',
    box('stsd', u32(0, 1), entry),
    box('stts', u32(0, 1, frames, 1_000)),
    box('stsz', u32(0, 1, frames)),
  )
  const trak = box('trak', track, box('mdia', media, handler, box('minf', table)))
  return joined(box('ftyp', ascii('isom'), u32(512), ascii('isomavc1')), box('moov', header, trak))
}

const box = (type: string, ...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const content = joined(...parts)
  return joined(u32(content.byteLength + 8), ascii(type), content)
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts))
const ascii = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const u32 = (...values: readonly number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    values.flatMap((value) => [value >>> 24, value >>> 16, value >>> 8, value].map((byte) => byte & 255)),
  )
const u16 = (...values: readonly number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(values.flatMap((value) => [value >>> 8, value & 255]))
