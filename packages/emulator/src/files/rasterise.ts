/** Pixels with room for depth: 3 bytes of colour and one of coverage each, rows from the top. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly rgba: Uint8Array
  readonly depth: Float32Array
  /** The rows that may hold anything; the rest is known to be empty. */
  readonly used: { top: number; bottom: number }
}

export const createCanvas = (width: number, height: number): Canvas => ({
  width,
  height,
  rgba: new Uint8Array(width * height * 4),
  depth: new Float32Array(width * height),
  used: { top: height, bottom: -1 },
})

export function clearCanvas({ width, height, rgba, depth, used }: Canvas): void {
  const start = used.top * width
  const end = (used.bottom + 1) * width
  if (start < end) {
    rgba.fill(0, start * 4, end * 4)
    depth.fill(0, start, end)
  }
  used.top = height
  used.bottom = -1
}

/**
 * Fill triangles with colours that run from corner to corner; nearer ones win.
 *
 * @param points - x and y in pixels and 1 / distance, three numbers per vertex; 0 where a vertex is behind the camera.
 * @param colors - Three numbers 0..255 per vertex.
 */
export function fillTriangles(
  canvas: Canvas,
  points: Float32Array,
  colors: Float32Array,
  indices: Uint32Array,
): void {
  const { width, height, rgba, depth, used } = canvas
  for (let i = 0; i < indices.length; i += 3) {
    const a = (indices[i] as number) * 3
    const b = (indices[i + 1] as number) * 3
    const c = (indices[i + 2] as number) * 3
    const ax = points[a] as number,
      ay = points[a + 1] as number,
      az = points[a + 2] as number
    const bx = points[b] as number,
      by = points[b + 1] as number,
      bz = points[b + 2] as number
    const cx = points[c] as number,
      cy = points[c + 1] as number,
      cz = points[c + 2] as number
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    // the picture's y runs down, so the faces that look at us turn the other way
    if (area >= 0 || az <= 0 || bz <= 0 || cz <= 0) continue
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5))
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5))
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5))
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5))
    if (top < used.top) used.top = top
    if (bottom > used.bottom) used.bottom = bottom
    const ux = -(cy - by) / area,
      uy = (cx - bx) / area
    const vx = -(ay - cy) / area,
      vy = (ax - cx) / area
    for (let y = top; y <= bottom; y++) {
      let u = uy * (y + 0.5 - by) + ux * (left + 0.5 - bx)
      let v = vy * (y + 0.5 - cy) + vx * (left + 0.5 - cx)
      for (let x = left; x <= right; x++, u += ux, v += vx) {
        const w = 1 - u - v
        if (u < 0 || v < 0 || w < 0) continue
        const z = az * u + bz * v + cz * w
        const pixel = y * width + x
        if (z <= (depth[pixel] as number)) continue
        depth[pixel] = z
        const at = pixel * 4
        rgba[at] = (colors[a] as number) * u + (colors[b] as number) * v + (colors[c] as number) * w
        rgba[at + 1] =
          (colors[a + 1] as number) * u + (colors[b + 1] as number) * v + (colors[c + 1] as number) * w
        rgba[at + 2] =
          (colors[a + 2] as number) * u + (colors[b + 2] as number) * v + (colors[c + 2] as number) * w
        rgba[at + 3] = 255
      }
    }
  }
}
