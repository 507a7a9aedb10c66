import { toDegrees } from '../bake/turn.ts'
import { double, flag, int, named, node, property, text } from '../file/make-node.ts'
import { intLine, vectorLine } from '../file/properties70.ts'
import { connect, type FbxParts, type NextId } from './fbx-parts.ts'
import type { SourceNode } from './fbx-source.ts'

/** The scene itself, for what stands in it directly. */
const SCENE = 0

/** Joints, groups and places of meshes, each connected to its parent, and the ids they got. */
export function modelParts(
  nodes: readonly SourceNode[],
  unitsPerMetre: number,
  nextId: NextId,
): FbxParts & { readonly ids: readonly number[] } {
  const ids = nodes.map(() => nextId())
  const parts = nodes.map((source, index): FbxParts => {
    const id = ids[index] ?? SCENE
    const model = modelOf(source, id, unitsPerMetre)
    const toParent = connect(id, source.parent === null ? SCENE : (ids[source.parent] ?? SCENE))
    if (source.kind === 'mesh') return { objects: [model], connections: [toParent] }
    const attribute = nextId()
    return {
      objects: [attributeOf(source, attribute), model],
      connections: [toParent, connect(attribute, id)],
    }
  })
  return {
    ids,
    objects: parts.flatMap(({ objects }) => objects),
    connections: parts.flatMap(({ connections }) => connections),
  }
}

const CLASSES = { joint: 'LimbNode', group: 'Null', mesh: 'Mesh' } as const

const modelOf = (source: SourceNode, id: number, unitsPerMetre: number): ReturnType<typeof node> =>
  node(
    'Model',
    [{ type: 'L', value: BigInt(id) }, named(source.name, 'Model'), text(CLASSES[source.kind])],
    [
      node('Version', [int(232)]),
      node(
        'Properties70',
        [],
        [
          // Scales reach children as in glTF: all of a parent's transform acts on the child's (RSrs).
          property('InheritType', 'enum', '', '', int(1)),
          intLine('DefaultAttributeIndex', 0),
          vectorLine(
            'Lcl Translation',
            'Lcl Translation',
            source.translation.map((value) => value * unitsPerMetre),
          ),
          vectorLine('Lcl Rotation', 'Lcl Rotation', toDegrees(source.rotation)),
          vectorLine('Lcl Scaling', 'Lcl Scaling', source.scale),
        ],
      ),
      node('Shading', [flag(true)]),
      node('Culling', [text('CullingOff')]),
    ],
  )

function attributeOf({ name, kind }: SourceNode, id: number): ReturnType<typeof node> {
  const isJoint = kind === 'joint'
  return node(
    'NodeAttribute',
    [{ type: 'L', value: BigInt(id) }, named(name, 'NodeAttribute'), text(CLASSES[kind])],
    [
      ...(isJoint ? [node('Properties70', [], [property('Size', 'double', 'Number', '', double(1))])] : []),
      node('TypeFlags', [text(isJoint ? 'Skeleton' : 'Null')]),
    ],
  )
}
