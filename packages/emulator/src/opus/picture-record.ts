import { encode } from 'jpeg-js'
import { decodeImage, type Picture, resample } from '../media/decode-image.ts'
import { ALPHA_CELLS, type ReliefSource } from './relief.ts'

/** What is kept of an uploaded picture: all that its results are made from, as plain JSON. */
export interface PictureRecord {
  /** SHA-256 of the uploaded file. */
  readonly sha256: string
  /** Width by height, of the upload. */
  readonly aspect: number
  /** A JPEG of it, stretched to sides that are powers of two, in Base64. */
  readonly texture: string
  /** How opaque it is, in 128 by 128 bytes, in Base64; null where all of it is. */
  readonly alpha: string | null
}

/** Longest side of the kept picture, in pixels. */
const LONGEST = 512
const JPEG_QUALITY = 90
/** Pixels each way of the picture that is too small to show more than colours. */
const BLURRED = 24

/** @throws PictureError for what is no picture. */
export function toPictureRecord(bytes: Uint8Array, sha256: string): PictureRecord {
  const picture = decodeImage(bytes)
  const sized = resample(picture, powerOfTwo(picture.width), powerOfTwo(picture.height))
  const data = opaque(sized)
  const { data: jpeg } = encode({ width: sized.width, height: sized.height, data }, JPEG_QUALITY)
  return {
    sha256,
    aspect: picture.width / picture.height,
    texture: Buffer.from(jpeg).toString('base64'),
    alpha: alphaOf(picture),
  }
}

export function textureOf({ texture }: PictureRecord): Uint8Array {
  return new Uint8Array(Buffer.from(texture, 'base64'))
}

export function reliefSource(record: PictureRecord): ReliefSource {
  const alpha = record.alpha === null ? null : new Uint8Array(Buffer.from(record.alpha, 'base64'))
  return { texture: decodeImage(textureOf(record)), aspect: record.aspect, alpha }
}

function powerOfTwo(pixels: number): number {
  return Math.min(LONGEST, 2 ** Math.max(4, Math.round(Math.log2(pixels))))
}

/** Opaque pixels: behind what shines through are the colours nearby, and far from any the mean of all, so that no edge shows. */
function opaque(picture: Picture): Uint8Array {
  const { width, height, rgba } = picture
  const mean = resample(picture, 1, 1).rgba
  const nearby = resample(resample(picture, BLURRED, BLURRED), width, height).rgba
  return Uint8Array.from(rgba, (value, at) => {
    if (at % 4 === 3) return 255
    const alpha = (rgba[at | 3] as number) / 255
    const behind = (nearby[at | 3] === 0 ? mean[at % 4] : nearby[at]) as number
    return Math.round(value * alpha + behind * (1 - alpha))
  })
}

function alphaOf(picture: Picture): string | null {
  const { rgba } = resample(picture, ALPHA_CELLS, ALPHA_CELLS)
  const alpha = Uint8Array.from({ length: ALPHA_CELLS ** 2 }, (_, at) => rgba[at * 4 + 3] as number)
  return alpha.every((value) => value === 255) ? null : Buffer.from(alpha).toString('base64')
}
