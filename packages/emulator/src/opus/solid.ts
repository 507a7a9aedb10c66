import { normalize } from '../motion/vector.ts'
import type { Relief } from './relief.ts'

/** Triangles, counter-clockwise from outside: three numbers of place and of normal per vertex, two of texture. */
export interface Solid {
  readonly positions: Float32Array
  readonly normals: Float32Array
  /** 0 to 1 from the left and from the top of the picture. */
  readonly uvs: Float32Array
  readonly indices: Uint32Array
}

/** The body below a relief: its front, a flat back that shows the picture from behind, and walls along every outline. */
export function toSolid(relief: Relief): Solid {
  const { columns, rows } = relief
  const positions: number[] = []
  const normals: number[] = []
  const uvs: number[] = []
  const indices: number[] = []

  const vertex = (column: number, row: number, side: 'front' | 'back', normal: readonly number[]): number => {
    const z = side === 'back' ? relief.back : (relief.front[row * (columns + 1) + column] as number)
    positions.push((column / columns - 0.5) * relief.width, (1 - row / rows) * relief.height, z)
    normals.push(...normal)
    uvs.push(column / columns, row / rows)
    return positions.length / 3 - 1
  }
  const sheet = (side: 'front' | 'back') => {
    const made = new Map<number, number>()
    return (column: number, row: number): number => {
      const key = row * (columns + 1) + column
      const known = made.get(key)
      if (known !== undefined) return known
      const index = vertex(column, row, side, side === 'back' ? [0, 0, -1] : slope(relief, column, row))
      made.set(key, index)
      return index
    }
  }
  const wall = (
    from: readonly [number, number],
    to: readonly [number, number],
    normal: readonly number[],
  ) => {
    const a = vertex(...from, 'front', normal)
    const b = vertex(...to, 'front', normal)
    const c = vertex(...to, 'back', normal)
    const d = vertex(...from, 'back', normal)
    indices.push(a, b, c, a, c, d)
  }

  const front = sheet('front')
  const back = sheet('back')
  const solid = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < columns && y < rows && relief.kept[y * columns + x] === 1
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      if (!solid(x, y)) continue
      const corners = [
        [x, y],
        [x + 1, y],
        [x, y + 1],
        [x + 1, y + 1],
      ] as const
      const [a = 0, b = 0, c = 0, d = 0] = corners.map(([column, row]) => front(column, row))
      indices.push(a, c, d, a, d, b)
      const [e = 0, f = 0, g = 0, h = 0] = corners.map(([column, row]) => back(column, row))
      indices.push(e, h, g, e, f, h)
      if (!solid(x, y - 1)) wall([x, y], [x + 1, y], [0, 1, 0])
      if (!solid(x + 1, y)) wall([x + 1, y], [x + 1, y + 1], [1, 0, 0])
      if (!solid(x, y + 1)) wall([x + 1, y + 1], [x, y + 1], [0, -1, 0])
      if (!solid(x - 1, y)) wall([x, y + 1], [x, y], [-1, 0, 0])
    }
  }
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normals),
    uvs: Float32Array.from(uvs),
    indices: Uint32Array.from(indices),
  }
}

/** Which way the front looks at a corner, from how it rises to both sides. */
function slope(
  { front, columns, rows, width, height }: Relief,
  column: number,
  row: number,
): readonly number[] {
  const at = (x: number, y: number) => front[y * (columns + 1) + x] as number
  const [left, right] = [Math.max(0, column - 1), Math.min(columns, column + 1)]
  const [top, bottom] = [Math.max(0, row - 1), Math.min(rows, row + 1)]
  const acrossRise = (at(right, row) - at(left, row)) / (((right - left) / columns) * width)
  const upRise = (at(column, top) - at(column, bottom)) / (((bottom - top) / rows) * height)
  return normalize([-acrossRise, -upRise, 1])
}
