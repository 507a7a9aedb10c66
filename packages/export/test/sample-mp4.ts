/**
 * An MP4 whose index can be read and whose pictures cannot: 256 x 320 pixels of H.264, frames of equal length, silent.
 * For what looks at no picture, on machines without ffmpeg.
 *
 * @param isIndexLast - As encoders write it, which learn the sizes of frames only while they write.
 */
export function sampleMp4({ frames = 50, fps = 25, isIndexLast = true } = {}): Uint8Array {
  const frame = Uint8Array.of(0, 0, 0, 8, 0x65, 1, 2, 3, 4, 5, 6, 7)
  const ftyp = box('ftyp', text('isom'), numbers(512), text('isom'), text('mp42'))
  const mdat = box('mdat', ...Array.from({ length: frames }, () => frame))
  const index = (mdatAt: number): Uint8Array => {
    const avcC = box('avcC', Uint8Array.of(1, 0x42, 0xc0, 0x1e, 0xff, 0xe0, 0))
    const avc1 = box('avc1', numbers(0, 1, 0, 0, 0, 0), halves(256, 320), new Uint8Array(50), avcC)
    const stbl = box(
      'stbl',
      box('stsd', numbers(0, 1), avc1),
      box('stts', numbers(0, 1, frames, 1)),
      box('stss', numbers(0, 1, 1)),
      box('stsc', numbers(0, 1, 1, frames, 1)),
      box('stsz', numbers(0, frame.length, frames)),
      box('stco', numbers(0, 1, mdatAt + 8)),
    )
    const mdia = box(
      'mdia',
      box('mdhd', numbers(0, 0, 0, fps, frames, 0)),
      box('hdlr', numbers(0, 0), text('vide'), new Uint8Array(13)),
      box('minf', stbl),
    )
    return box('moov', box('mvhd', numbers(0, 0, 0, fps, frames), new Uint8Array(80)), box('trak', mdia))
  }
  if (isIndexLast) return joined([ftyp, mdat, index(ftyp.length)])
  const moovBytes = index(0).length
  return joined([ftyp, index(ftyp.length + moovBytes), mdat])
}

const box = (type: string, ...content: readonly Uint8Array[]): Uint8Array => {
  const inside = joined(content)
  return joined([numbers(inside.length + 8), text(type), inside])
}

const text = (letters: string): Uint8Array => new TextEncoder().encode(letters)

const numbers = (...values: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4)
  for (const [index, value] of values.entries()) new DataView(bytes.buffer).setUint32(index * 4, value)
  return bytes
}

const halves = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from(values.flatMap((value) => [value >> 8, value & 255]))

const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]))
