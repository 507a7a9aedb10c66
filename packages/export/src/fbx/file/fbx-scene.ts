import { childOf, childrenOf, type FbxFile, type FbxNode, numberAt, textAt } from './fbx-node.ts'

/** Who belongs to whom: the objects of a file by their ids, and its connections both ways. */
export interface FbxScene {
  /** By id; of two with one id the later. */
  readonly objects: ReadonlyMap<bigint, FbxNode>
  readonly childrenOf: (id: bigint) => readonly Link[]
  readonly parentsOf: (id: bigint) => readonly Link[]
}

export interface Link {
  readonly id: bigint
  /** What of the parent it drives, such as `Lcl Rotation`; `null` where it belongs to the whole. */
  readonly property: string | null
}

/** The scene itself has no object; what stands in it directly is connected to this. */
export const SCENE_ID = 0n

export function indexScene(file: FbxFile): FbxScene {
  const objects = new Map<bigint, FbxNode>()
  for (const object of childOf(file, 'Objects')?.children ?? []) {
    const id = idOf(object)
    if (id !== null) objects.set(id, object)
  }
  const children = new Map<bigint, Link[]>()
  const parents = new Map<bigint, Link[]>()
  for (const connection of childrenOf(childOf(file, 'Connections'), 'C')) {
    const child = idAt(connection, 1)
    const parent = idAt(connection, 2)
    if (child === null || parent === null) continue
    const property = textAt(connection, 3)
    append(children, parent, { id: child, property })
    append(parents, child, { id: parent, property })
  }
  return {
    objects,
    childrenOf: (id) => children.get(id) ?? [],
    parentsOf: (id) => parents.get(id) ?? [],
  }
}

/** `null` where the first value is no id, as in files before 7.0. */
export const idOf = (object: FbxNode): bigint | null => idAt(object, 0)

function idAt(node: FbxNode, index: number): bigint | null {
  const property = node.properties[index]
  if (property?.type === 'L') return property.value
  // Some writers use 32 bits where they do.
  return property?.type === 'I' ? BigInt(numberAt(node, index) ?? 0) : null
}

function append<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
