import { ExportError } from '../export-error.ts'
import { AT_JSON } from '../gltf/check-claims.ts'
import { type Json, listOf } from '../gltf/glb-container.ts'

/** How the nodes of a GLB hang from each other. */
export interface NodeTree {
  /** Of each node; `null` for one at the top. */
  readonly parents: readonly (number | null)[]
  /** Every node once, each after its parent, and what hangs from one node in the order that the file has it. */
  readonly order: readonly number[]
}

/**
 * Without recursion, for trees of any depth.
 *
 * @throws ExportError `invalid-file` for nodes that hang from two others or go round in a circle.
 */
export function nodeTree(nodes: readonly Json[]): NodeTree {
  const children = nodes.map((node) =>
    listOf(node['children'])
      .map(Number)
      .filter((child) => nodes[child] !== undefined),
  )
  const parents: (number | null)[] = nodes.map(() => null)
  for (const [node, below] of children.entries())
    for (const child of below) {
      if (parents[child] !== null) throw broken(`Node ${child} of this GLB hangs from two others.`)
      parents[child] = node
    }
  const order: number[] = []
  const waiting = [...nodes.keys()].filter((node) => parents[node] === null).toReversed()
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    order.push(next)
    // One by one: a call takes only so many arguments.
    for (const child of children[next]?.toReversed() ?? []) waiting.push(child)
  }
  // What hangs from one parent at most and from no top is in a circle.
  if (order.length < nodes.length) throw broken('The nodes of this GLB hang from each other in a circle.')
  return { parents, order }
}

const broken = (message: string): ExportError => new ExportError('invalid-file', message, AT_JSON)
