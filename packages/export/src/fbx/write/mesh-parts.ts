import type { FbxNode } from '../file/fbx-node.ts'
import { double, doubles, int, ints, long, named, node, property, text } from '../file/make-node.ts'
import { connect, type FbxParts, type NextId } from './fbx-parts.ts'
import type { SourceMaterial, SourceMesh } from './fbx-source.ts'

export function materialParts(
  materials: readonly SourceMaterial[],
  nextId: NextId,
): FbxParts & { readonly ids: readonly number[] } {
  const ids = materials.map(() => nextId())
  return {
    ids,
    objects: materials.map((material, index) => materialOf(material, ids[index] ?? 0)),
    connections: [],
  }
}

const materialOf = ({ name, color: [red, green, blue, opacity] }: SourceMaterial, id: number): FbxNode =>
  node(
    'Material',
    [long(id), named(name, 'Material'), text('')],
    [
      node('Version', [int(102)]),
      node('ShadingModel', [text('phong')]),
      node('MultiLayer', [int(0)]),
      node(
        'Properties70',
        [],
        [
          property('DiffuseColor', 'Color', '', 'A', double(red), double(green), double(blue)),
          property('DiffuseFactor', 'Number', '', 'A', double(1)),
          property('TransparencyFactor', 'Number', '', 'A', double(1 - opacity)),
          property('Opacity', 'double', 'Number', '', double(opacity)),
          property('SpecularFactor', 'Number', '', 'A', double(0)),
          property('ShininessExponent', 'Number', '', 'A', double(9)),
        ],
      ),
    ],
  )

/** A mesh, and its connections to the model that shows it and to its materials. */
export function geometryParts(
  mesh: SourceMesh,
  unitsPerMetre: number,
  model: number,
  materialIds: readonly number[],
  nextId: NextId,
): FbxParts & { readonly id: number } {
  const id = nextId()
  return {
    id,
    objects: [geometryOf(mesh, unitsPerMetre, id)],
    connections: [
      connect(id, model),
      // The order of these is what `Materials` counts by.
      ...mesh.materials.map((material) => connect(materialIds[material] ?? 0, model)),
    ],
  }
}

function geometryOf(mesh: SourceMesh, unitsPerMetre: number, id: number): FbxNode {
  const { positions, normals, uvs, indices, materialOfTriangle } = mesh
  const layers = [
    ...(normals ? [normalsLayer(normals, indices)] : []),
    ...(uvs ? [uvLayer(uvs, indices)] : []),
    ...(mesh.materials.length > 0 ? [materialLayer(materialOfTriangle, mesh.materials.length)] : []),
  ]
  return node(
    'Geometry',
    [long(id), named(mesh.name, 'Geometry'), text('Mesh')],
    [
      node('GeometryVersion', [int(124)]),
      node('Vertices', [doubles(Float64Array.from(positions, (metres) => metres * unitsPerMetre))]),
      // The last corner of a polygon is marked by its complement.
      node('PolygonVertexIndex', [
        ints(Int32Array.from(indices, (index, at) => (at % 3 === 2 ? ~index : index))),
      ]),
      ...layers,
      node(
        'Layer',
        [int(0)],
        [
          node('Version', [int(100)]),
          ...layers.map(({ name }) =>
            node('LayerElement', [], [node('Type', [text(name)]), node('TypedIndex', [int(0)])]),
          ),
        ],
      ),
    ],
  )
}

const layer = (
  name: string,
  version: number,
  how: string,
  reference: string,
  data: readonly FbxNode[],
): FbxNode =>
  node(
    name,
    [int(0)],
    [
      node('Version', [int(version)]),
      node('Name', [text('')]),
      node('MappingInformationType', [text(how)]),
      node('ReferenceInformationType', [text(reference)]),
      ...data,
    ],
  )

function normalsLayer(normals: Float32Array, indices: Uint32Array): FbxNode {
  // By corner and spelled out: the one form that every reader knows.
  const values = new Float64Array(indices.length * 3)
  for (const [corner, vertex] of indices.entries())
    for (let axis = 0; axis < 3; axis++) values[corner * 3 + axis] = normals[vertex * 3 + axis] ?? 0
  return layer('LayerElementNormal', 101, 'ByPolygonVertex', 'Direct', [node('Normals', [doubles(values)])])
}

const uvLayer = (uvs: Float32Array, indices: Uint32Array): FbxNode =>
  layer('LayerElementUV', 101, 'ByPolygonVertex', 'IndexToDirect', [
    node('UV', [doubles(uvs)]),
    node('UVIndex', [ints(indices)]),
  ])

const materialLayer = (ofTriangle: Int32Array, count: number): FbxNode =>
  count === 1
    ? layer('LayerElementMaterial', 101, 'AllSame', 'IndexToDirect', [node('Materials', [ints([0])])])
    : layer('LayerElementMaterial', 101, 'ByPolygon', 'IndexToDirect', [
        node('Materials', [ints(ofTriangle)]),
      ])
