import { numbersOf, repackArray } from '../file/fbx-array.ts'
import type { FbxNode } from '../file/fbx-node.ts'
import { applyToTriples, type Similarity } from './similarity.ts'

/** Places are turned and scaled, directions only turned; both are rows of three. */
const PLACES = ['Vertices']
const DIRECTIONS = ['Normals', 'Binormals', 'Tangents']

/** A mesh, or a shape of one, in other axes and another unit. */
export function bakeGeometry(geometry: FbxNode, by: Similarity): FbxNode {
  const bake = (entry: FbxNode): FbxNode => {
    if (PLACES.includes(entry.name)) return withTriples(entry, by)
    if (DIRECTIONS.includes(entry.name))
      return Math.abs(by.turn[3]) === 1 ? entry : withTriples(entry, { ...by, scale: 1 })
    return entry.name.startsWith('LayerElement') ? { ...entry, children: entry.children.map(bake) } : entry
  }
  return { ...geometry, children: geometry.children.map(bake) }
}

function withTriples(entry: FbxNode, by: Similarity): FbxNode {
  const [array, ...rest] = entry.properties
  if (array === undefined || !('payload' in array)) return entry
  const values = applyToTriples(by, numbersOf(array))
  return { ...entry, properties: [repackArray(array.type, values), ...rest] }
}
