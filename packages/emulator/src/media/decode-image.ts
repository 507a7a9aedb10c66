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
  const across = taps(picture.width, width)
  const down = taps(picture.height, height)
  const wide = new Float32Array(width * picture.height * 4)
  const row = new Float32Array(picture.width * 4)
  for (let y = 0; y < picture.height; y++) {
    weighRow(picture, y, row)
    blend(row, { start: 0, step: 4 }, across, wide, { start: y * width * 4, step: 4 })
  }
  const sized = new Float32Array(width * height * 4)
  const column = (x: number) => ({ start: x * 4, step: width * 4 })
  for (let x = 0; x < width; x++) blend(wide, column(x), down, sized, column(x))
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

/** A row or column of pixels in an array of values. */
interface Line {
  readonly start: number
  readonly step: number
}

function blend(
  from: Float32Array,
  source: Line,
  pixels: readonly Tap[],
  to: Float32Array,
  target: Line,
): void {
  for (const [index, { first, weights }] of pixels.entries()) {
    let [r, g, b, a] = [0, 0, 0, 0]
    for (let i = 0, at = source.start + first * source.step; i < weights.length; i++, at += source.step) {
      const weight = weights[i] as number
      r += (from[at] as number) * weight
      g += (from[at + 1] as number) * weight
      b += (from[at + 2] as number) * weight
      a += (from[at + 3] as number) * weight
    }
    const at = target.start + index * target.step
    to[at] = r
    to[at + 1] = g
    to[at + 2] = b
    to[at + 3] = a
  }
}

/** One row with its colours weighted by their alpha: a large picture is never held a second time. */
function weighRow({ rgba, width }: Picture, y: number, row: Float32Array): void {
  for (let i = 0, at = y * width * 4; i < row.length; i += 4, at += 4) {
    const alpha = rgba[at + 3] as number
    for (let c = 0; c < 3; c++) row[i + c] = ((rgba[at + c] as number) * alpha) / 255
    row[i + 3] = alpha
  }
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
