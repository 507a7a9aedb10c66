import type { Canvas } from '../files/rasterise.ts'
import type { Picture } from '../media/decode-image.ts'

/** Triangles to be filled with a picture. */
export interface TexturedTriangles {
  /** x and y in pixels and 1 / distance, three numbers per vertex; 0 where a vertex is behind the camera. */
  readonly points: Float32Array
  /** 0 to 1 from the left and from the top, two numbers per vertex. */
  readonly uvs: Float32Array
  /** How bright the picture is there, one number per vertex; 1 as it is. */
  readonly light: Float32Array
  readonly indices: Uint32Array
}

/** Fill triangles that turn towards the camera; nearer ones win. The picture lies on them in the right perspective. */
export function fillTextured(canvas: Canvas, triangles: TexturedTriangles, picture: Picture): void {
  const { width, height, rgba, depth, used } = canvas
  const { points, uvs, light, indices } = triangles
  const texels = picture.rgba
  for (let i = 0; i < indices.length; i += 3) {
    const a = indices[i] as number
    const b = indices[i + 1] as number
    const c = indices[i + 2] as number
    const ax = points[a * 3] as number,
      ay = points[a * 3 + 1] as number,
      az = points[a * 3 + 2] as number
    const bx = points[b * 3] as number,
      by = points[b * 3 + 1] as number,
      bz = points[b * 3 + 2] as number
    const cx = points[c * 3] as number,
      cy = points[c * 3 + 1] as number,
      cz = points[c * 3 + 2] as number
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if (area >= 0 || az <= 0 || bz <= 0 || cz <= 0) continue
    const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5))
    const right = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5))
    const top = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5))
    const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5))
    if (top < used.top) used.top = top
    if (bottom > used.bottom) used.bottom = bottom
    // What runs evenly over the screen is not the picture's own place but that place over the distance.
    const au = (uvs[a * 2] as number) * az,
      av = (uvs[a * 2 + 1] as number) * az
    const bu = (uvs[b * 2] as number) * bz,
      bv = (uvs[b * 2 + 1] as number) * bz
    const cu = (uvs[c * 2] as number) * cz,
      cv = (uvs[c * 2 + 1] as number) * cz
    const pStepX = -(cy - by) / area,
      pStepY = (cx - bx) / area
    const qStepX = -(ay - cy) / area,
      qStepY = (ax - cx) / area
    for (let y = top; y <= bottom; y++) {
      let p = pStepY * (y + 0.5 - by) + pStepX * (left + 0.5 - bx)
      let q = qStepY * (y + 0.5 - cy) + qStepX * (left + 0.5 - cx)
      for (let x = left; x <= right; x++, p += pStepX, q += qStepX) {
        const r = 1 - p - q
        if (p < 0 || q < 0 || r < 0) continue
        const z = az * p + bz * q + cz * r
        const pixel = y * width + x
        if (z <= (depth[pixel] as number)) continue
        depth[pixel] = z
        const column = Math.min(picture.width - 1, ((au * p + bu * q + cu * r) / z) * picture.width) | 0
        const row = Math.min(picture.height - 1, ((av * p + bv * q + cv * r) / z) * picture.height) | 0
        const from = (row * picture.width + column) * 4
        const shade = (light[a] as number) * p + (light[b] as number) * q + (light[c] as number) * r
        const to = pixel * 4
        rgba[to] = Math.min(255, (texels[from] as number) * shade)
        rgba[to + 1] = Math.min(255, (texels[from + 1] as number) * shade)
        rgba[to + 2] = Math.min(255, (texels[from + 2] as number) * shade)
        rgba[to + 3] = 255
      }
    }
  }
}
