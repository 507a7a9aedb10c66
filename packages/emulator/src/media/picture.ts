/** Decoded pixels: rows from the top, 8-bit sRGB with straight (not premultiplied) alpha. */
export interface Picture {
  readonly width: number
  readonly height: number
  /** `width * height * 4` values. */
  readonly rgba: Uint8ClampedArray
}

/** Why bytes are no picture: of another format, damaged, or more pixels than anybody wants to hold in memory. */
export class PictureError extends Error {
  override readonly name = 'PictureError'
  readonly code: 'unsupported' | 'broken' | 'too-large'

  constructor(code: PictureError['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Most pixels of a picture: 64 million. */
export const PIXEL_LIMIT = 64_000_000

/** @throws PictureError `broken` for no pixels at all, `too-large` above {@link PIXEL_LIMIT}. */
export function checkSize(width: number, height: number): void {
  if (width === 0 || height === 0)
    throw new PictureError('broken', `A picture of ${width} by ${height} pixels shows nothing.`)
  if (width * height > PIXEL_LIMIT)
    throw new PictureError(
      'too-large',
      `A picture of ${width} by ${height} pixels has more than ${PIXEL_LIMIT / 1_000_000} million.`,
    )
}
