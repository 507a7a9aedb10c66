import { cross, normalize, subtract, add, scale, type Vector } from '../motion/vector.ts'

/** A triangle mesh bound to joints: four joint indices and four weights per vertex, weights adding up to 1. */
export interface SkinnedMesh {
  readonly positions: number[]
  readonly normals: number[]
  /** Linear RGB, 0..1. */
  readonly colors: number[]
  readonly joints: number[]
  readonly weights: number[]
  readonly indices: number[]
}

export type Weights = readonly (readonly [joint: number, weight: number])[]

/** A cross-section: an ellipse around `at`, at right angles to the way to the next one. Metres, at rest. */
export interface Ring {
  readonly at: Vector
  /** Half widths along the loft's `side` axis and across it. */
  readonly radii: readonly [number, number]
  readonly weights: Weights
}

export interface LoftOptions {
  /** The direction of the first radius; must not run along the loft. */
  readonly side: Vector
  readonly segments: number
  readonly color: readonly [number, number, number]
}

export const createMesh = (): SkinnedMesh => ({
  positions: [],
  normals: [],
  colors: [],
  joints: [],
  weights: [],
  indices: [],
})

/** Add a closed skin over a row of rings, with a point at both ends and smooth normals. */
export function addLoft(
  mesh: SkinnedMesh,
  rings: readonly Ring[],
  { side, segments, color }: LoftOptions,
): void {
  const first = rings[0]
  const last = rings.at(-1)
  if (first === undefined || last === undefined) return
  const base = mesh.positions.length / 3
  const along = normalize(subtract(last.at, first.at))
  const u = normalize(
    subtract(side, scale(along, side[0] * along[0] + side[1] * along[1] + side[2] * along[2])),
  )
  const v = cross(along, u)
  for (const ring of [{ ...first, radii: [0, 0] as const }, ...rings, { ...last, radii: [0, 0] as const }]) {
    for (let i = 0; i < segments; i++) {
      const angle = (2 * Math.PI * i) / segments
      const offset = add(scale(u, Math.cos(angle) * ring.radii[0]), scale(v, Math.sin(angle) * ring.radii[1]))
      addVertex(mesh, add(ring.at, offset), ring.weights, color)
    }
  }
  const rows = rings.length + 1
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < segments; i++) {
      const a = base + row * segments + i
      const b = base + row * segments + ((i + 1) % segments)
      // at the closed ends one of the two triangles has no area
      if (row > 0) mesh.indices.push(a, b, a + segments)
      if (row < rows - 1) mesh.indices.push(b, b + segments, a + segments)
    }
  }
  smooth(mesh, base, segments, rows)
}

function addVertex(mesh: SkinnedMesh, position: Vector, weights: Weights, color: LoftOptions['color']): void {
  mesh.positions.push(...position)
  mesh.normals.push(0, 0, 0)
  mesh.colors.push(...color)
  for (let i = 0; i < 4; i++) {
    mesh.joints.push(weights[i]?.[0] ?? 0)
    mesh.weights.push(weights[i]?.[1] ?? 0)
  }
}

/** Normals as the mean of the faces around a vertex; the vertices of a closed end share one. */
function smooth(
  { positions, normals, indices }: SkinnedMesh,
  base: number,
  segments: number,
  rows: number,
): void {
  const point = (index: number): Vector => [
    positions[index * 3] ?? 0,
    positions[index * 3 + 1] ?? 0,
    positions[index * 3 + 2] ?? 0,
  ]
  const ends = [base, base + rows * segments]
  const sums = new Map<number, Vector>()
  const owner = (index: number): number => ends.find((end) => index >= end && index < end + segments) ?? index
  for (let at = 0; at < indices.length; at += 3) {
    const [a = 0, b = 0, c = 0] = indices.slice(at, at + 3)
    if (a < base) continue
    const face = cross(subtract(point(b), point(a)), subtract(point(c), point(a)))
    for (const index of [a, b, c]) sums.set(owner(index), add(sums.get(owner(index)) ?? [0, 0, 0], face))
  }
  for (let index = base; index < positions.length / 3; index++) {
    const normal = normalize(sums.get(owner(index)) ?? [0, 1, 0])
    for (let i = 0; i < 3; i++) normals[index * 3 + i] = normal[i] ?? 0
  }
}
