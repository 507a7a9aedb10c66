import { ExportError } from '../export-error.ts'
import type { Joint, Vector3 } from '../motion/motion.ts'
import { uniqueNames } from '../unique-names.ts'
import { AT_JSON } from '../gltf/check-claims.ts'
import { type GlbContainer, type Json, listOf, readContainer, recordOf } from '../gltf/glb-container.ts'
import { type HumanBone, isHumanBone } from './human-bone.ts'
import { nodeTree, type NodeTree } from './node-tree.ts'
import { inverse, multiply, NO_ROTATION, rotate, type Rotation, unit } from '../rotation.ts'

/** How one node of a file stands at rest in the world. */
export interface RestPlace {
  /** Index into the file's nodes. */
  readonly node: number
  readonly position: Vector3
  readonly rotation: Rotation
  /** World rotation and size of what the node hangs from, and where that is. */
  readonly parent: { readonly position: Vector3; readonly rotation: Rotation; readonly scale: number }
}

/**
 * The skeleton of a character in a GLB or VRM.
 *
 * Its joints are laid out as in a `Motion`: every joint's axes are those of the world at rest, so bone axes and rolls
 * of the file are out of the way. `rest` keeps them for writing.
 */
export interface Rig {
  readonly joints: readonly Joint[]
  /** One for each joint. */
  readonly rest: readonly RestPlace[]
  /** The bones a VRM names itself, by joint. */
  readonly humanoid?: Partial<Readonly<Record<HumanBone, number>>>
}

/**
 * Reads the skeleton of a GLB as its nodes stand: the joints of all its skins, and whatever lies between them.
 *
 * @throws ExportError `invalid-file` for a damaged container or a node tree that loops; `unsupported` for a file
 *   without any skeleton, or whose bones are scaled unevenly.
 */
export function readRig(glb: Uint8Array): Rig {
  return rigOf(readContainer(glb))
}

export function rigOf({ json }: GlbContainer): Rig {
  const nodes = listOf(json['nodes']).map(recordOf)
  const tree = nodeTree(nodes)
  const { parents } = tree
  const human = humanBonesOf(json)
  const wanted = new Set<number>([
    ...listOf(json['skins']).flatMap((skin) => listOf(recordOf(skin)['joints']).map(Number)),
    ...human.values(),
  ])
  if (wanted.size === 0)
    throw new ExportError(
      'unsupported',
      'This GLB has no skeleton: no skin and no VRM humanoid. Rig the character first, for instance in Mixamo or Blender.',
      AT_JSON,
    )
  const kept = withBetween(wanted, parents)
  const order = tree.order.filter((node) => kept.has(node))

  const places = worldPlaces(nodes, tree)
  const indexOf = new Map(order.map((node, index) => [node, index]))
  const names = uniqueNames(order.map((node) => String(nodes[node]?.['name'] ?? `node ${node}`)))
  const rest = order.map((node): RestPlace => {
    const place = places[node] ?? ORIGIN
    const parent = parents[node] ?? null
    const above = parent === null ? ORIGIN : (places[parent] ?? ORIGIN)
    return { node, position: place.position, rotation: place.rotation, parent: above }
  })
  const joints = order.map((node, index): Joint => {
    // Between two joints every node is kept, so whatever a joint hangs from is a joint or below none.
    const above = indexOf.get(parents[node] ?? -1) ?? null
    const from = above === null ? ([0, 0, 0] as const) : (rest[above]?.position ?? [0, 0, 0])
    const at = rest[index]?.position ?? [0, 0, 0]
    return {
      name: names[index] ?? '',
      parent: above,
      offset: [at[0] - from[0], at[1] - from[1], at[2] - from[2]],
      end: null,
    }
  })
  if (human.size === 0) return { joints, rest }
  const humanoid = Object.fromEntries(
    [...human].flatMap(([bone, node]) => {
      const joint = indexOf.get(node)
      return joint === undefined ? [] : [[bone, joint] as const]
    }),
  )
  return { joints, rest, humanoid }
}

export interface Place {
  readonly position: Vector3
  readonly rotation: Rotation
  readonly scale: number
}

const ORIGIN: Place = { position: [0, 0, 0], rotation: NO_ROTATION, scale: 1 }

export function worldPlaces(nodes: readonly Json[], { parents, order }: NodeTree): readonly Place[] {
  const places: Place[] = nodes.map(() => ORIGIN)
  for (const node of order) {
    const above = places[parents[node] ?? -1] ?? ORIGIN
    const local = localPlace(nodes[node] ?? {})
    const [x, y, z] = rotate(above.rotation, local.position)
    places[node] = {
      position: [
        above.position[0] + x * above.scale,
        above.position[1] + y * above.scale,
        above.position[2] + z * above.scale,
      ],
      rotation: unit(multiply(above.rotation, local.rotation)),
      scale: above.scale * local.scale,
    }
  }
  return places
}

function localPlace(node: Record<string, unknown>): Place {
  const matrix = listOf(node['matrix']).map(Number)
  if (matrix.length === 16) return fromMatrix(matrix)
  const [x = 0, y = 0, z = 0] = listOf(node['translation']).map(Number)
  const [qx = 0, qy = 0, qz = 0, qw = 1] = listOf(node['rotation']).map(Number)
  const [sx = 1, sy = 1, sz = 1] = listOf(node['scale']).map(Number)
  return { position: [x, y, z], rotation: unit([qx, qy, qz, qw]), scale: evenScale(sx, sy, sz, node) }
}

function fromMatrix(m: readonly number[]): Place {
  const at = (index: number): number => m[index] ?? 0
  const [sx, sy, sz] = [0, 4, 8].map((column) => Math.hypot(at(column), at(column + 1), at(column + 2)))
  const scale = evenScale(sx ?? 1, sy ?? 1, sz ?? 1, { name: 'a node with a matrix' })
  const s = scale || 1
  const trace = (at(0) + at(5) + at(10)) / s
  const w = Math.sqrt(Math.max(0, 1 + trace)) / 2
  const rotation: Rotation =
    w > 1e-3
      ? [(at(6) - at(9)) / (4 * w * s), (at(8) - at(2)) / (4 * w * s), (at(1) - at(4)) / (4 * w * s), w]
      : halfTurn(at(0) / s, at(5) / s, at(10) / s, at(4) / s, at(8) / s, at(9) / s)
  return { position: [at(12), at(13), at(14)], rotation: unit(rotation), scale }
}

/** A matrix that turns by half a circle has no w to divide by. */
function halfTurn(xx: number, yy: number, zz: number, xy: number, xz: number, yz: number): Rotation {
  if (xx >= yy && xx >= zz) return [1 + xx, xy, xz, 0]
  return yy >= zz ? [xy, 1 + yy, yz, 0] : [xz, yz, 1 + zz, 0]
}

/** Meshes may be scaled as they like; a bone that is wider than long would shear everything below it. */
function evenScale(x: number, y: number, z: number, node: Record<string, unknown>): number {
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z))
  const isEven = Math.abs(x - y) < 1e-3 * largest && Math.abs(y - z) < 1e-3 * largest
  if (isEven || listOf(node['children']).length === 0) return x
  throw new ExportError(
    'unsupported',
    `${JSON.stringify(node['name'] ?? 'A node')} is scaled unevenly (${x}, ${y}, ${z}). Apply its scale in Blender (Ctrl+A) and export again.`,
    AT_JSON,
  )
}

/** The nodes of a skeleton and those between them: a bone may hang from a node that is in no skin. */
function withBetween(wanted: ReadonlySet<number>, parents: readonly (number | null)[]): ReadonlySet<number> {
  const kept = new Set(wanted)
  // Nodes with no wanted one above: nobody has to climb through them again.
  const bare = new Set<number>()
  for (const node of wanted) {
    const line: number[] = []
    let at = parents[node] ?? null
    for (; at !== null && !kept.has(at) && !bare.has(at); at = parents[at] ?? null) line.push(at)
    for (const passed of line) (at !== null && kept.has(at) ? kept : bare).add(passed)
  }
  return kept
}

/** @see vrm-specification VRM 0.0 `humanoid.humanBones[]`, VRMC_vrm 1.0 and VRMC_vrm_animation 1.0 `humanoid.humanBones{}` */
function humanBonesOf(json: Record<string, unknown>): ReadonlyMap<HumanBone, number> {
  const extensions = recordOf(json['extensions'])
  const bones = new Map<HumanBone, number>()
  const add = (name: string, node: unknown): void => {
    if (isHumanBone(name) && typeof node === 'number') bones.set(name, node)
  }
  for (const entry of listOf(recordOf(recordOf(extensions['VRM'])['humanoid'])['humanBones'])) {
    const { bone, node } = recordOf(entry)
    add(String(bone), node)
  }
  for (const name of ['VRMC_vrm', 'VRMC_vrm_animation']) {
    const human = recordOf(recordOf(recordOf(extensions[name])['humanoid'])['humanBones'])
    for (const [bone, entry] of Object.entries(human)) add(thumbOfUnity(bone), recordOf(entry)['node'])
  }
  return bones
}

/** VRM 1.0 names the joints of the thumb one further out than Unity and VRM 0 do. */
const thumbOfUnity = (bone: string): string =>
  bone.replace('ThumbProximal', 'ThumbIntermediate').replace('ThumbMetacarpal', 'ThumbProximal')

/** A world rotation as the node's own, below a parent that is turned so. */
export const localTo = (parent: Rotation, world: Rotation): Rotation => unit(multiply(inverse(parent), world))
