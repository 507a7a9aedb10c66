interface ImageFacts {
  readonly mimeType: string | null
  readonly width: number | null
  readonly height: number | null
}

const UNKNOWN: ImageFacts = { mimeType: null, width: null, height: null }

/**
 * Format and size of a picture by its first bytes.
 *
 * @see PNG 1.2, 4.1.1 (IHDR); ITU T.81, B.2.2 (SOFn); RFC 9649, 2.4 to 2.7 (WebP); KTX 2.0, 3.1 (header)
 */
export function imageFacts(bytes: Uint8Array): ImageFacts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (at: number, ...expected: readonly number[]): boolean =>
    expected.every((byte, index) => bytes[at + index] === byte)
  const word = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (has(0, 0x89, 0x50, 0x4e, 0x47) && bytes.length >= 24)
    return { mimeType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
  if (has(0, 0xff, 0xd8)) return { mimeType: 'image/jpeg', ...jpegSize(view) }
  if (has(0, 0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30) && bytes.length >= 28)
    return { mimeType: 'image/ktx2', width: view.getUint32(20, true), height: view.getUint32(24, true) }
  if (word(0) === 'RIFF' && word(8) === 'WEBP' && bytes.length >= 30)
    return { mimeType: 'image/webp', ...webpSize(view, word(12)) }
  return UNKNOWN
}

type Size = Pick<ImageFacts, 'width' | 'height'>
const NO_SIZE: Size = { width: null, height: null }

function jpegSize(view: DataView): Size {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return NO_SIZE
    const marker = view.getUint8(at + 1)
    // C4, C8 and CC lie among the frame headers and are none.
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    // A marker may be preceded by any number of fill bytes.
    at += marker === 0xff ? 1 : 2 + view.getUint16(at + 2)
  }
  return NO_SIZE
}

function webpSize(view: DataView, kind: string): Size {
  if (kind === 'VP8 ')
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  if (kind !== 'VP8X') return NO_SIZE
  return { width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 }
}
