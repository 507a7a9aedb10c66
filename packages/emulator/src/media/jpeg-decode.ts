import { decode } from 'jpeg-js'
import { readJpegHeader } from './jpeg-header.ts'
import { checkSize, type Picture, PictureError, PIXEL_LIMIT } from './picture.ts'

const endOfImage = Buffer.of(0xff, 0xd9)

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff
}

/**
 * A baseline or progressive JPEG, in grey or colour, turned upright.
 *
 * @throws PictureError `broken`, `unsupported`, `too-large`
 */
export function decodeJpeg(bytes: Uint8Array): Picture {
  const { width, height, orientation, frameAt } = readJpegHeader(bytes)
  checkSize(width, height)
  // The decoder would fill what is missing with grey; services refuse it.
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(endOfImage, frameAt))
    throw new PictureError('broken', 'This JPEG is damaged: it ends too early.')
  const { data } = decoded(bytes)
  return turned(
    { width, height, rgba: new Uint8ClampedArray(data.buffer, data.byteOffset, data.length) },
    orientation,
  )
}

function decoded(bytes: Uint8Array) {
  try {
    return decode(bytes, {
      useTArray: true,
      maxResolutionInMP: PIXEL_LIMIT / 1_000_000,
      maxMemoryUsageInMB: 1536,
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    if (/^max(Memory|Resolution)/.test(reason))
      throw new PictureError('too-large', 'This JPEG needs more memory than there is for it.', { cause })
    throw new PictureError('broken', `This JPEG is damaged: ${reason}.`, { cause })
  }
}

/** Undo an Exif orientation: 2 to 4 mirror and turn upside down, 5 to 8 swap rows and columns too. */
function turned(picture: Picture, orientation: number): Picture {
  if (orientation === 1) return picture
  const swapped = orientation > 4
  const fromRight = [2, 3, 7, 8].includes(orientation)
  const fromBottom = [3, 4, 6, 7].includes(orientation)
  const width = swapped ? picture.height : picture.width
  const height = swapped ? picture.width : picture.height
  const from = pixelsOf(picture.rgba)
  const rgba = new Uint8ClampedArray(width * height * 4)
  const to = pixelsOf(rgba)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [column, row] = swapped ? [y, x] : [x, y]
      const sourceX = fromRight ? picture.width - 1 - column : column
      const sourceY = fromBottom ? picture.height - 1 - row : row
      to[at] = from[sourceY * picture.width + sourceX] as number
    }
  }
  return { width, height, rgba }
}

/** The same memory, a whole pixel at a time. */
function pixelsOf(rgba: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4)
}
