import type { ByteSource, TrackInfo } from '../video-info.ts'
import { codecOf } from './codec.ts'

/** The head of an AVI is a few hundred bytes; some writers pad it. */
const HEAD_BYTES = 64 * 1024

/**
 * AVI: the first stream of the type `vids`.
 *
 * @see Microsoft, "AVI RIFF File Reference": AVISTREAMHEADER and BITMAPINFOHEADER, little-endian.
 */
export async function readAvi(source: ByteSource): Promise<TrackInfo | null> {
  const bytes = await source.read(0, HEAD_BYTES)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let header: number | null = null
  for (const { name, from } of chunks(view, 12)) {
    // Lists are walked through as if what is in them stood beside them: a format follows its stream's header.
    if (name === 'strh' && text(view, from) === 'vids') header = from
    if (name !== 'strf' || header === null) continue
    const [scale, rate, length] = [20, 24, 32].map((at) => view.getUint32(Number(header) + at, true))
    if (!scale || !rate || length === undefined) return null
    return {
      width: view.getInt32(from + 4, true),
      height: Math.abs(view.getInt32(from + 8, true)),
      codec: codecOf(text(view, from + 16)),
      fps: rate / scale,
      durationSeconds: (length * scale) / rate,
    }
  }
  return null
}

function* chunks(view: DataView, start: number): Generator<{ readonly name: string; readonly from: number }> {
  for (let at = start; at + 12 <= view.byteLength;) {
    const name = text(view, at)
    const size = view.getUint32(at + 4, true)
    yield { name, from: at + 8 }
    // A list has a name of its own before its chunks; chunks begin at even places.
    at += name === 'LIST' ? 12 : 8 + size + (size % 2)
  }
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)))
}
