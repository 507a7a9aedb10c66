import { PictureError } from './picture.ts'

/** What a JPEG says of itself before its pixels begin. */
export interface JpegHeader {
  /** Of the stored pixels, before they are turned. */
  readonly width: number
  readonly height: number
  /** Exif orientation, 1 (as stored) to 8. */
  readonly orientation: number
  /** Where the frame begins, in bytes: a preview within the metadata has come before. */
  readonly frameAt: number
}

/**
 * Walk the segments up to the frame.
 *
 * @throws PictureError `broken`, or `unsupported` for lossless, hierarchical and arithmetic-coded files.
 * @see ITU-T T.81, annex B and table B.1 (markers)
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let orientation = 1
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) break
    const marker = bytes[at + 1] as number
    // Any number of fill bytes may stand before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    const segment = bytes.subarray(at + 4, at + 2 + length)
    if (length < 2 || at + 2 + length > bytes.length) break
    if (marker === 0xe1) orientation = readOrientation(segment) ?? orientation
    if (isFrame(marker)) {
      if (marker > 0xc2)
        throw new PictureError('unsupported', 'JPEGs are read as baseline or progressive, Huffman-coded.')
      if (segment.length < 6) break
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5), orientation, frameAt: at }
    }
    // The pixels begin, and nobody has said how many there are.
    if (marker === 0xda || marker === 0xd9) break
    at += 2 + length
  }
  throw new PictureError('broken', 'This JPEG is damaged: no frame header was found.')
}

/** SOF0 to SOF15, without the tables that are numbered among them (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

/**
 * Tag 0x0112 of the first directory of an Exif segment; null where there is none that makes sense.
 *
 * @see CIPA DC-008 (Exif 2.32), sections 4.5.2, 4.6.2 and 4.6.4
 */
function readOrientation(segment: Uint8Array): number | null {
  if (!String.fromCharCode(...segment.subarray(0, 6)).startsWith('Exif\0')) return null
  const tiff = segment.subarray(6)
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength)
  if (tiff.length < 8) return null
  const little = view.getUint16(0) === 0x4949
  const directory = view.getUint32(4, little)
  if (directory + 2 > tiff.length) return null
  const entries = view.getUint16(directory, little)
  for (let at = directory + 2; at < directory + 2 + entries * 12 && at + 12 <= tiff.length; at += 12) {
    if (view.getUint16(at, little) !== 0x0112) continue
    const value = view.getUint16(at + 8, little)
    return value >= 1 && value <= 8 ? value : null
  }
  return null
}
