/** A picture as H.264 keeps it: full brightness, and colour at half the size; padded to whole macroblocks of 16 pixels. */
export interface YuvPicture {
  /** Macroblocks across and down. */
  readonly columns: number
  readonly rows: number
  readonly y: Uint8Array
  readonly u: Uint8Array
  readonly v: Uint8Array
}

export function createYuv(width: number, height: number): YuvPicture {
  const columns = Math.ceil(width / 16)
  const rows = Math.ceil(height / 16)
  const size = columns * rows
  return {
    columns,
    rows,
    y: new Uint8Array(size * 256),
    u: new Uint8Array(size * 64),
    v: new Uint8Array(size * 64),
  }
}

/** RGBA to BT.601 video range, repeating the last pixels into the padding. */
export function fillYuv(
  { columns, rows, y, u, v }: YuvPicture,
  rgba: Uint8Array,
  width: number,
  height: number,
): void {
  const stride = columns * 16
  for (let row = 0; row < rows * 16; row++) {
    const line = Math.min(row, height - 1) * width
    for (let column = 0; column < stride; column++) {
      const at = (line + Math.min(column, width - 1)) * 4
      const r = rgba[at] as number,
        g = rgba[at + 1] as number,
        b = rgba[at + 2] as number
      y[row * stride + column] = (16 * 256 + 128 + 66 * r + 129 * g + 25 * b) >> 8
      if (((row | column) & 1) !== 0) continue
      const half = (row >> 1) * (stride >> 1) + (column >> 1)
      u[half] = (128 * 256 + 128 - 38 * r - 74 * g + 112 * b) >> 8
      v[half] = (128 * 256 + 128 + 112 * r - 94 * g - 18 * b) >> 8
    }
  }
}
