import type { FbxNode } from '../file/fbx-node.ts'
import { double, doubles, int, ints, long, named, node, text } from '../file/make-node.ts'
import { connect, type FbxParts, type NextId } from './fbx-parts.ts'
import type { FbxSource, SourceSkin } from './fbx-source.ts'

/** A skin and one cluster for each joint that moves any vertex. */
export function skinParts(
  skin: SourceSkin,
  source: FbxSource,
  unitsPerMetre: number,
  geometry: number,
  modelIds: readonly number[],
  nextId: NextId,
): FbxParts {
  const id = nextId()
  const objects: FbxNode[] = [
    node(
      'Deformer',
      [long(id), named('', 'Deformer'), text('Skin')],
      [node('Version', [int(101)]), node('Link_DeformAcuracy', [double(50)])],
    ),
  ]
  const connections: FbxNode[] = [connect(id, geometry)]
  for (const [place, { vertices, weights }] of influencesOf(skin).entries()) {
    const joint = skin.joints[place]
    const inverseBind = skin.inverseBinds[place]
    if (joint === undefined || !inverseBind || vertices.length === 0) continue
    const cluster = nextId()
    objects.push(
      node(
        'Deformer',
        [long(cluster), named(source.nodes[joint]?.name ?? '', 'SubDeformer'), text('Cluster')],
        [
          node('Version', [int(100)]),
          node('UserData', [text(''), text('')]),
          node('Indexes', [ints(vertices)]),
          node('Weights', [doubles(weights)]),
          // From the mesh to the joint, and where the joint is: both while bound, the mesh standing in the origin.
          node('Transform', [doubles(inUnits(inverseBind, unitsPerMetre))]),
          node('TransformLink', [doubles(inUnits(invert(inverseBind), unitsPerMetre))]),
        ],
      ),
    )
    connections.push(connect(cluster, id), connect(modelIds[joint] ?? 0, cluster))
  }
  return { objects, connections }
}

/** Where everything stands while skins are bound. */
export function poseParts(
  source: FbxSource,
  unitsPerMetre: number,
  modelIds: readonly number[],
  nextId: NextId,
): FbxParts {
  const entries = source.nodes.map(({ bind }, index) =>
    node(
      'PoseNode',
      [],
      [node('Node', [long(modelIds[index] ?? 0)]), node('Matrix', [doubles(inUnits(bind, unitsPerMetre))])],
    ),
  )
  const pose = node(
    'Pose',
    [long(nextId()), named('bind pose', 'Pose'), text('BindPose')],
    [
      node('Type', [text('BindPose')]),
      node('Version', [int(100)]),
      node('NbPoseNodes', [int(entries.length)]),
      ...entries,
    ],
  )
  return { objects: [pose], connections: [] }
}

interface Influence {
  readonly vertices: number[]
  readonly weights: number[]
}

function influencesOf({ joints, vertexJoints, weights }: SourceSkin): readonly Influence[] {
  const influences = joints.map((): Influence => ({ vertices: [], weights: [] }))
  for (const [at, place] of vertexJoints.entries()) {
    const weight = weights[at] ?? 0
    const influence = influences[place]
    if (!influence || weight <= 0) continue
    const vertex = at >> 2
    // One joint may be named twice for one vertex; FBX adds nothing up.
    if (influence.vertices.at(-1) === vertex) influence.weights.push((influence.weights.pop() ?? 0) + weight)
    else {
      influence.vertices.push(vertex)
      influence.weights.push(weight)
    }
  }
  return influences
}

const inUnits = (matrix: Float64Array, unitsPerMetre: number): Float64Array =>
  matrix.map((value, at) => (at >= 12 && at < 15 ? value * unitsPerMetre : value))

/** The way back of a matrix that moves, turns and scales; of one that flattens, itself. */
export function invert(m: Float64Array): Float64Array {
  const [a = 1, b = 0, c = 0, , d = 0, e = 1, f = 0, , g = 0, h = 0, i = 1, , x = 0, y = 0, z = 0] = m
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const determinant = a * A + b * B + c * C
  if (determinant === 0) return Float64Array.from(m)
  const columns = [
    [A, c * h - b * i, b * f - c * e],
    [B, a * i - c * g, c * d - a * f],
    [C, b * g - a * h, a * e - b * d],
  ].map((column) => column.map((value) => value / determinant))
  const result = new Float64Array(16)
  for (const [index, column] of columns.entries()) result.set(column, index * 4)
  for (let row = 0; row < 3; row++)
    result[12 + row] = -(
      (columns[0]?.[row] ?? 0) * x +
      (columns[1]?.[row] ?? 0) * y +
      (columns[2]?.[row] ?? 0) * z
    )
  result[15] = 1
  return result
}
