import { ExportError } from '../export-error.ts'
import { type GlbContainer, type Json, listOf, recordOf } from './glb-container.ts'
import type { Vector3 } from '../motion/motion.ts'
import { AT_JSON } from './check-claims.ts'

export interface SceneBounds {
  readonly min: Vector3
  readonly max: Vector3
}

/**
 * The box around everything a GLB shows at rest, from the boxes its meshes state; so it may be somewhat larger than
 * what is seen. A skinned mesh stands where its first joint holds it, as glTF demands, and not where its node is.
 */
export function sceneBounds(container: GlbContainer): SceneBounds | null {
  const { json } = container
  const nodes = listOf(json['nodes']).map(recordOf)
  const worlds = worldMatrices(nodes, shownRoots(json, nodes))
  let min: Vector3 = [Infinity, Infinity, Infinity]
  let max: Vector3 = [-Infinity, -Infinity, -Infinity]
  for (const [index, world] of worlds) {
    const node = nodes[index]
    const mesh = recordOf(listOf(json['meshes'])[Number(node?.['mesh'] ?? -1)])
    const matrix =
      node?.['skin'] === undefined ? world : (skinMatrix(container, Number(node['skin']), worlds) ?? world)
    for (const primitive of listOf(mesh['primitives']))
      for (const corner of cornersOf(json, recordOf(primitive))) {
        const at = placed(matrix, corner)
        min = [Math.min(min[0], at[0]), Math.min(min[1], at[1]), Math.min(min[2], at[2])]
        max = [Math.max(max[0], at[0]), Math.max(max[1], at[1]), Math.max(max[2], at[2])]
      }
  }
  return min.every(Number.isFinite) && max.every(Number.isFinite) ? { min, max } : null
}

type Matrix = readonly number[]

function shownRoots(json: Json, nodes: readonly Json[]): readonly number[] {
  const scene = recordOf(listOf(json['scenes'])[Number(json['scene'] ?? 0)])
  if (scene['nodes'] !== undefined) return listOf(scene['nodes']).map(Number)
  const children = new Set(nodes.flatMap(({ children: below }) => listOf(below).map(Number)))
  return nodes.flatMap((_, index) => (children.has(index) ? [] : [index]))
}

/** Without recursion, for trees of any depth. */
function worldMatrices(nodes: readonly Json[], roots: readonly number[]): ReadonlyMap<number, Matrix> {
  const worlds = new Map<number, Matrix>()
  const open = roots.map((node) => ({ node, above: IDENTITY }))
  for (let next = open.pop(); next; next = open.pop()) {
    const node = nodes[next.node]
    if (!node) continue
    if (worlds.has(next.node))
      throw new ExportError('invalid-file', `Node ${next.node} of this GLB hangs from two others.`, AT_JSON)
    const world = product(next.above, localMatrix(node))
    worlds.set(next.node, world)
    for (const child of listOf(node['children'])) open.push({ node: Number(child), above: world })
  }
  return worlds
}

function localMatrix(node: Json): Matrix {
  const matrix = listOf(node['matrix']).map(Number)
  if (matrix.length === 16) return matrix
  const [x = 0, y = 0, z = 0] = listOf(node['translation']).map(Number)
  const [qx = 0, qy = 0, qz = 0, qw = 1] = listOf(node['rotation']).map(Number)
  const [sx = 1, sy = 1, sz = 1] = listOf(node['scale']).map(Number)
  return [
    sx * (1 - 2 * (qy * qy + qz * qz)),
    sx * 2 * (qx * qy + qw * qz),
    sx * 2 * (qx * qz - qw * qy),
    0,
    sy * 2 * (qx * qy - qw * qz),
    sy * (1 - 2 * (qx * qx + qz * qz)),
    sy * 2 * (qy * qz + qw * qx),
    0,
    sz * 2 * (qx * qz + qw * qy),
    sz * 2 * (qy * qz - qw * qx),
    sz * (1 - 2 * (qx * qx + qy * qy)),
    0,
    x,
    y,
    z,
    1,
  ]
}

/** Where the first joint of a skin takes its vertices; `null` where its inverse bind matrix cannot be read plainly. */
function skinMatrix(
  { json, binary }: GlbContainer,
  index: number,
  worlds: ReadonlyMap<number, Matrix>,
): Matrix | null {
  const skin = recordOf(listOf(json['skins'])[index])
  const joint = worlds.get(Number(listOf(skin['joints'])[0]))
  if (!joint) return null
  if (skin['inverseBindMatrices'] === undefined) return joint
  const accessor = recordOf(listOf(json['accessors'])[Number(skin['inverseBindMatrices'])])
  const view = recordOf(listOf(json['bufferViews'])[Number(accessor['bufferView'] ?? -1)])
  const start = Number(view['byteOffset'] ?? 0) + Number(accessor['byteOffset'] ?? 0)
  if (accessor['bufferView'] === undefined || view['extensions'] !== undefined) return null
  if (accessor['componentType'] !== 5126 || !(start >= 0 && start + 64 <= binary.length)) return null
  const data = new DataView(binary.buffer, binary.byteOffset)
  return product(
    joint,
    Array.from({ length: 16 }, (_, part) => data.getFloat32(start + part * 4, true)),
  )
}

/** The corners of the box that a primitive's positions state; integers are what they stand for. */
function cornersOf(json: Json, primitive: Json): readonly Vector3[] {
  const accessor = recordOf(
    listOf(json['accessors'])[Number(recordOf(primitive['attributes'])['POSITION'] ?? -1)],
  )
  const largest = accessor['normalized'] === true ? (LARGEST[Number(accessor['componentType'])] ?? 1) : 1
  const [min, max] = [listOf(accessor['min']), listOf(accessor['max'])].map((corner) =>
    corner.map((value) => Math.max(Number(value) / largest, largest > 1 ? -1 : -Infinity)),
  )
  if (min?.length !== 3 || max?.length !== 3) return []
  return [0, 1, 2, 3, 4, 5, 6, 7].map((corner) => {
    const side = (axis: 0 | 1 | 2): number => ((corner >> axis) & 1 ? max[axis] : min[axis]) ?? 0
    return [side(0), side(1), side(2)]
  })
}

const LARGEST: Readonly<Record<number, number>> = { 5120: 127, 5121: 255, 5122: 32_767, 5123: 65_535 }

const IDENTITY: Matrix = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]

const product = (a: Matrix, b: Matrix): Matrix =>
  Array.from({ length: 16 }, (_, at) => {
    const [row, column] = [at % 4, at - (at % 4)]
    let sum = 0
    for (let k = 0; k < 4; k++) sum += (a[k * 4 + row] ?? 0) * (b[column + k] ?? 0)
    return sum
  })

const placed = (m: Matrix, [x, y, z]: Vector3): Vector3 => {
  const row = (axis: number): number =>
    (m[axis] ?? 0) * x + (m[axis + 4] ?? 0) * y + (m[axis + 8] ?? 0) * z + (m[axis + 12] ?? 0)
  return [row(0), row(1), row(2)]
}
