import { restPositions, rig } from '../motion/rig.ts'
import { array, double, flag, int, long, node, text, type FbxNode } from './fbx-node.ts'
import { centimetres, connect, modelId, named, property, type FbxObjects } from './fbx-objects.ts'
import { mannequin } from './mannequin.ts'

const meshModelId = 4_000_000
const geometryId = 4_000_001
const skinId = 4_000_002
const materialId = 4_000_003
const poseId = 4_000_004
const clusterId = (joint: number): number => 4_100_000 + joint

/** The mannequin, bound to the skeleton by one cluster per joint that moves any of it. */
export function skinObjects(): FbxObjects {
  const clusters = rig.flatMap((_, joint) => {
    const cluster = clusterOf(joint)
    return cluster === null ? [] : [{ joint, cluster }]
  })
  const objects = [
    geometry(),
    node(
      'Model',
      [long(meshModelId), named('mannequin', 'Model'), text('Mesh')],
      [
        node('Version', [int(232)]),
        node('Properties70', [], [property('InheritType', 'enum', '', '', int(1))]),
        node('Shading', [flag(true)]),
        node('Culling', [text('CullingOff')]),
      ],
    ),
    node(
      'Material',
      [long(materialId), named('mannequin', 'Material'), text('')],
      [
        node('Version', [int(102)]),
        node('ShadingModel', [text('phong')]),
        node(
          'Properties70',
          [],
          [
            property('DiffuseColor', 'Color', '', 'A', double(0.76), double(0.72), double(0.66)),
            property('Shininess', 'double', 'Number', '', double(12)),
          ],
        ),
      ],
    ),
    bindPose(),
    node(
      'Deformer',
      [long(skinId), named('', 'Deformer'), text('Skin')],
      [node('Version', [int(101)]), node('Link_DeformAcuracy', [double(50)])],
    ),
    ...clusters.map(({ cluster }) => cluster),
  ]
  const connections = [
    connect(meshModelId, 0),
    connect(geometryId, meshModelId),
    connect(materialId, meshModelId),
    connect(skinId, geometryId),
    ...clusters.flatMap(({ joint }) => [
      connect(clusterId(joint), skinId),
      connect(modelId(joint), clusterId(joint)),
    ]),
  ]
  return { objects, connections }
}

function geometry(): FbxNode {
  const { positions, normals, colors, indices } = mannequin
  // the last corner of a polygon is marked by its complement
  const corners = Int32Array.from(indices, (index, at) => (at % 3 === 2 ? ~index : index))
  const layer = (name: string, type: number, version: number, ...data: readonly FbxNode[]): FbxNode =>
    node(name, [int(type)], [node('Version', [int(version)]), node('Name', [text('')]), ...data])
  const mapping = (how: string, reference: string): readonly FbxNode[] => [
    node('MappingInformationType', [text(how)]),
    node('ReferenceInformationType', [text(reference)]),
  ]
  const rgba = Float64Array.from({ length: (colors.length / 3) * 4 }, (_, at) =>
    at % 4 === 3 ? 1 : (colors[Math.floor(at / 4) * 3 + (at % 4)] ?? 0),
  )
  const layers = ['LayerElementNormal', 'LayerElementColor', 'LayerElementMaterial']
  return node(
    'Geometry',
    [long(geometryId), named('mannequin', 'Geometry'), text('Mesh')],
    [
      node('GeometryVersion', [int(124)]),
      node('Vertices', [array(Float64Array.from(positions, (metres) => metres * centimetres))]),
      node('PolygonVertexIndex', [array(corners)]),
      layer(
        'LayerElementNormal',
        0,
        101,
        ...mapping('ByPolygonVertex', 'Direct'),
        node('Normals', [
          array(Float64Array.from(indices.flatMap((index) => normals.slice(index * 3, index * 3 + 3)))),
        ]),
      ),
      layer(
        'LayerElementColor',
        0,
        101,
        ...mapping('ByPolygonVertex', 'IndexToDirect'),
        node('Colors', [array(rgba)]),
        node('ColorIndex', [array(Int32Array.from(indices))]),
      ),
      layer(
        'LayerElementMaterial',
        0,
        101,
        ...mapping('AllSame', 'IndexToDirect'),
        node('Materials', [array(Int32Array.of(0))]),
      ),
      node(
        'Layer',
        [int(0)],
        [
          node('Version', [int(100)]),
          ...layers.map((type) =>
            node('LayerElement', [], [node('Type', [text(type)]), node('TypedIndex', [int(0)])]),
          ),
        ],
      ),
    ],
  )
}

function clusterOf(joint: number): FbxNode | null {
  const vertices: number[] = []
  const weights: number[] = []
  for (const [at, owner] of mannequin.joints.entries()) {
    const weight = mannequin.weights[at] ?? 0
    if (owner !== joint || weight === 0) continue
    vertices.push(at >> 2)
    weights.push(weight)
  }
  if (vertices.length === 0) return null
  return node(
    'Deformer',
    [long(clusterId(joint)), named(rig[joint]?.name ?? '', 'SubDeformer'), text('Cluster')],
    [
      node('Version', [int(100)]),
      node('Indexes', [array(Int32Array.from(vertices))]),
      node('Weights', [array(Float64Array.from(weights))]),
      node('Transform', [array(placed(joint, -1))]),
      node('TransformLink', [array(placed(joint, 1))]),
    ],
  )
}

function bindPose(): FbxNode {
  const entry = (id: number, matrix: Float64Array): FbxNode =>
    node('PoseNode', [], [node('Node', [long(id)]), node('Matrix', [array(matrix)])])
  return node(
    'Pose',
    [long(poseId), named('mannequin', 'Pose'), text('BindPose')],
    [
      node('Type', [text('BindPose')]),
      node('Version', [int(100)]),
      node('NbPoseNodes', [int(rig.length + 1)]),
      entry(meshModelId, placed(null, 1)),
      ...rig.map((_, joint) => entry(modelId(joint), placed(joint, 1))),
    ],
  )
}

/** Where a joint rests, or the way back from there, as a matrix in columns. */
function placed(joint: number | null, sign: 1 | -1): Float64Array {
  const [x, y, z] = (joint === null ? null : restPositions[joint]) ?? [0, 0, 0]
  const factor = sign * centimetres
  return Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x * factor, y * factor, z * factor, 1)
}
