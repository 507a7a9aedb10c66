import { decodeJpeg, isJpeg } from './jpeg-decode.ts'
import { decodePng, isPng } from './png-decode.ts'
import { type Picture, PictureError } from './picture.ts'

export { type Picture, PictureError } from './picture.ts'

/**
 * The pixels of a PNG or a JPEG, told apart by their first bytes, whatever the file was called. A JPEG is turned the way
 * its Exif orientation says.
 *
 * @throws PictureError `unsupported` for any other format, `broken`, or `too-large` before the pixels are allocated.
 */
export function decodeImage(bytes: Uint8Array): Picture {
  if (isPng(bytes)) return decodePng(bytes)
  if (isJpeg(bytes)) return decodeJpeg(bytes)
  throw new PictureError('unsupported', 'This is neither a PNG nor a JPEG.')
}

/**
 * The same picture in another size, whatever its proportions: shrunk it is averaged, enlarged it is interpolated.
 * Colours are weighted by their alpha, so that what is invisible does not bleed into what is seen.
 *
 * @param width - Whole pixels, at least 1; so is `height`.
 */
export function resample(picture: Picture, width: number, height: number): Picture {
  if (picture.width === width && picture.height === height) return picture
  const source = premultiplied(picture)
  const wide = along(source, picture.height, taps(picture.width, width), {
    pixel: 4,
    line: picture.width * 4,
    lineTo: width * 4,
  })
  const sized = along(wide, width, taps(picture.height, height), { pixel: width * 4, line: 4, lineTo: 4 })
  return { width, height, rgba: straight(sized) }
}

interface Tap {
  readonly first: number
  readonly weights: readonly number[]
}

/** For each new pixel, the old ones that it is made of: a triangle as wide as a new pixel, and never less than an old one. */
function taps(from: number, to: number): readonly Tap[] {
  const step = from / to
  const reach = Math.max(1, step)
  return Array.from({ length: to }, (_, at) => {
    const centre = (at + 0.5) * step - 0.5
    const first = Math.max(0, Math.ceil(centre - reach))
    const last = Math.min(from - 1, Math.floor(centre + reach))
    const raw = Array.from({ length: last - first + 1 }, (__, i) => 1 - Math.abs(first + i - centre) / reach)
    const sum = raw.reduce((total, weight) => total + weight, 0)
    return { first, weights: raw.map((weight) => weight / sum) }
  })
}

/** Resample every line in one direction; strides count values. */
function along(
  from: Float32Array,
  lines: number,
  pixels: readonly Tap[],
  { pixel, line, lineTo }: { readonly pixel: number; readonly line: number; readonly lineTo: number },
): Float32Array {
  const to = new Float32Array(lines * pixels.length * 4)
  for (let at = 0; at < lines; at++) {
    for (const [index, { first, weights }] of pixels.entries()) {
      let [r, g, b, a] = [0, 0, 0, 0]
      for (let i = 0, place = at * line + first * pixel; i < weights.length; i++, place += pixel) {
        const weight = weights[i] as number
        r += (from[place] as number) * weight
        g += (from[place + 1] as number) * weight
        b += (from[place + 2] as number) * weight
        a += (from[place + 3] as number) * weight
      }
      const place = at * lineTo + index * pixel
      to[place] = r
      to[place + 1] = g
      to[place + 2] = b
      to[place + 3] = a
    }
  }
  return to
}

function premultiplied({ rgba }: Picture): Float32Array {
  const values = new Float32Array(rgba.length)
  for (let i = 0; i < rgba.length; i += 4) {
    const alpha = rgba[i + 3] as number
    for (let c = 0; c < 3; c++) values[i + c] = ((rgba[i + c] as number) * alpha) / 255
    values[i + 3] = alpha
  }
  return values
}

function straight(values: Float32Array): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(values.length)
  for (let i = 0; i < values.length; i += 4) {
    const alpha = values[i + 3] as number
    for (let c = 0; c < 3; c++) rgba[i + c] = alpha === 0 ? 0 : ((values[i + c] as number) * 255) / alpha
    rgba[i + 3] = alpha
  }
  return rgba
}
