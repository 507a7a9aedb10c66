import type { Accessor, Material, Mesh, Node, Primitive, Skin } from '@gltf-transform/core'
import type { SourceMesh, SourceSkin } from './fbx-source.ts'
import type { PlacedNode } from './glb-nodes.ts'

export interface MeshInput {
  readonly mesh: Mesh
  readonly skin: Skin | null
  readonly placeOf: ReadonlyMap<Node, number>
  readonly placed: readonly PlacedNode[]
  readonly materials: readonly Material[]
  /** What its lengths are multiplied by. */
  readonly scale: number
  /** Index of the node that shows it. */
  readonly node: number
}

const TRIANGLES = 4

/** All triangles of a mesh as one; `null` where there are none. */
export function meshOf({
  mesh,
  skin,
  placeOf,
  placed,
  materials,
  scale,
  node,
}: MeshInput): SourceMesh | null {
  const parts = mesh
    .listPrimitives()
    .filter((part) => part.getMode() === TRIANGLES && part.getAttribute('POSITION'))
  if (parts.length === 0) return null
  const vertexCounts = parts.map((part) => part.getAttribute('POSITION')?.getCount() ?? 0)
  const firsts = vertexCounts.map((_, index) =>
    vertexCounts.slice(0, index).reduce((sum, count) => sum + count, 0),
  )
  const used = [...new Set(parts.map((part) => part.getMaterial()))]
  const indices = parts.map((part, index) => indicesOf(part, firsts[index] ?? 0))
  const everyHas = (name: string): boolean => parts.every((part) => part.getAttribute(name))
  const uvs = everyHas('TEXCOORD_0') ? joined(parts, 'TEXCOORD_0', 2) : null
  // glTF counts V downwards, FBX upwards.
  const upwards = uvs?.map((value, at) => (at % 2 === 1 ? 1 - value : value)) ?? null
  const known = used.flatMap((material) => (material ? [materials.indexOf(material)] : []))
  return {
    node,
    name: mesh.getName() || 'mesh',
    positions: joined(parts, 'POSITION', 3).map((value) => value * scale),
    normals: everyHas('NORMAL') ? joined(parts, 'NORMAL', 3) : null,
    uvs: upwards,
    indices: Uint32Array.from(indices.flatMap((list) => [...list])),
    materials: known,
    materialOfTriangle: Int32Array.from(
      parts.flatMap((part, index) => {
        const material = part.getMaterial()
        const place = material ? known.indexOf(materials.indexOf(material)) : 0
        return Array.from({ length: (indices[index]?.length ?? 0) / 3 }, () => place)
      }),
    ),
    skin: skin && everyHas('JOINTS_0') && everyHas('WEIGHTS_0') ? skinOf(skin, parts, placeOf, placed) : null,
  }
}

/** Whole triangles whose corners are there. */
function indicesOf(part: Primitive, first: number): Uint32Array {
  const count = part.getAttribute('POSITION')?.getCount() ?? 0
  const own = part.getIndices()?.getArray() ?? Uint32Array.from({ length: count }, (_, index) => index)
  const whole = own.length - (own.length % 3)
  return Uint32Array.from({ length: whole }, (_, at) => own[at] ?? 0).map(
    (index) => Math.min(index, Math.max(count - 1, 0)) + first,
  )
}

function joined(parts: readonly Primitive[], name: string, width: number): Float32Array {
  const accessors = parts.flatMap((part): Accessor[] => {
    const accessor = part.getAttribute(name)
    return accessor ? [accessor] : []
  })
  const values = new Float32Array(accessors.reduce((sum, accessor) => sum + accessor.getCount() * width, 0))
  let at = 0
  const element: number[] = []
  for (const accessor of accessors)
    for (let index = 0; index < accessor.getCount(); index++) {
      accessor.getElement(index, element)
      for (let part = 0; part < width; part++) values[at++] = element[part] ?? 0
    }
  return values
}

function skinOf(
  skin: Skin,
  parts: readonly Primitive[],
  placeOf: ReadonlyMap<Node, number>,
  placed: readonly PlacedNode[],
): SourceSkin {
  const joints = skin.listJoints().map((joint) => placeOf.get(joint) ?? 0)
  const matrices = skin.getInverseBindMatrices()
  const inverseBinds = joints.map((joint, index) => {
    const matrix = Float64Array.from(
      matrices ? matrices.getElement(index, []) : [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
    )
    // The scale that was taken off the joint.
    const scale = placed[joint]?.ownScale ?? 1
    return matrix.map((value, at) => (at % 4 === 3 ? value : value * scale))
  })
  return {
    joints,
    inverseBinds,
    vertexJoints: Uint16Array.from(joined(parts, 'JOINTS_0', 4)),
    weights: joined(parts, 'WEIGHTS_0', 4),
  }
}
