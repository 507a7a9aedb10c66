import { childOf, type FbxNode, numberAt, textAt } from './fbx-node.ts'
import { double, int, node, property } from './make-node.ts'

/** The line of an object's `Properties70` that has this name. */
export const propertyOf = (object: FbxNode | undefined, name: string): FbxNode | undefined =>
  childOf(object, 'Properties70')?.children.find((line) => textAt(line, 0) === name)

/** Its number; `null` where the object does not say. */
export const numberOf = (object: FbxNode | undefined, name: string): number | null =>
  numberAt(propertyOf(object, name), 4)

/** Its three numbers; `null` where the object does not say. */
export function vectorOf(
  object: FbxNode | undefined,
  name: string,
): readonly [number, number, number] | null {
  const line = propertyOf(object, name)
  if (line === undefined) return null
  return [numberAt(line, 4) ?? 0, numberAt(line, 5) ?? 0, numberAt(line, 6) ?? 0]
}

/** The same object with other lines: those that are there keep their place and their type, the others come last. */
export function withProperties(object: FbxNode, values: Readonly<Record<string, FbxNode>>): FbxNode {
  const left = new Map(Object.entries(values))
  const replace = (line: FbxNode): FbxNode => {
    const name = textAt(line, 0) ?? ''
    const made = left.get(name)
    left.delete(name)
    return made
      ? { ...line, properties: [...line.properties.slice(0, 4), ...made.properties.slice(4)] }
      : line
  }
  const old = childOf(object, 'Properties70')
  const kept = (old?.children ?? []).map(replace)
  const lines = node('Properties70', [], [...kept, ...left.values()])
  if (old) return { ...object, children: object.children.map((child) => (child === old ? lines : child)) }
  return { ...object, children: [...object.children, lines] }
}

export const vectorLine = (
  name: string,
  type: string,
  [x, y, z]: ArrayLike<number> & Iterable<number>,
): FbxNode =>
  property(
    name,
    type,
    type === 'Vector3D' ? 'Vector' : '',
    type === 'Vector3D' ? '' : 'A',
    double(x ?? 0),
    double(y ?? 0),
    double(z ?? 0),
  )
export const intLine = (name: string, value: number): FbxNode =>
  property(name, 'int', 'Integer', '', int(value))
export const doubleLine = (name: string, value: number): FbxNode =>
  property(name, 'double', 'Number', '', double(value))
export const boolLine = (name: string, value: boolean): FbxNode =>
  property(name, 'bool', '', '', int(value ? 1 : 0))
