import { ExportError } from '../export-error.ts'
import { AT_JSON } from './check-claims.ts'
import { type Json, listOf, recordOf } from './glb-container.ts'

/** Parts of the longer of two offsets, or metres where both are shorter than one. */
const SAME_PLACE = 1e-3
/** Parts of a quaternion: a tenth of a degree. */
const SAME_TURN = 1e-3

/**
 * Tells which node of one file is which of another, by name, so that clips may move over.
 *
 * A clip means the same only on the same skeleton: the joints of the other file must be there, hang from each other
 * alike, and rest alike. Meshes, cameras and lights may differ.
 *
 * @param names - Of the two files, for messages.
 * @throws ExportError `unsupported`, with the first difference in words; and, from the result, for a node that a clip
 *   moves and the first file lacks.
 */
export function matchNodes(
  base: Json,
  other: Json,
  names: readonly [string, string],
): (node: number) => number {
  const [ours, theirs] = [describe(base), describe(other)]
  const [first, second] = names.map((name) => JSON.stringify(name))
  const refused = (what: string): ExportError =>
    new ExportError(
      'unsupported',
      `${second} has another skeleton than ${first}: ${what}. Retarget its clip onto ${first} instead.`,
      AT_JSON,
    )
  if (theirs.joints.size !== ours.joints.size && theirs.joints.size > 0 && ours.joints.size > 0)
    throw refused(`${theirs.joints.size} joints where there are ${ours.joints.size}`)
  const nodeOf = (node: number): number => {
    const name = theirs.names[node] ?? `node ${node}`
    const at = ours.byName.get(name)
    if (at === undefined) throw refused(`there is no ${JSON.stringify(name)} in ${first}`)
    if (at === null) throw refused(`${JSON.stringify(name)} is the name of several nodes in ${first}`)
    return at
  }
  for (const joint of theirs.joints) {
    const twin = nodeOf(joint)
    const name = JSON.stringify(theirs.names[joint])
    const [parent, expected] = [theirs.parentJoint(joint), ours.parentJoint(twin)]
    if ((parent === null ? null : theirs.names[parent]) !== (expected === null ? null : ours.names[expected]))
      throw refused(`${name} hangs from another joint`)
    const difference = apart(theirs.nodes[joint] ?? {}, ours.nodes[twin] ?? {})
    if (difference) throw refused(`${name} ${difference}`)
  }
  return nodeOf
}

function describe(json: Json) {
  const nodes = listOf(json['nodes']).map(recordOf)
  const names = nodes.map(({ name }, index) => (typeof name === 'string' ? name : `node ${index}`))
  const byName = new Map<string, number | null>()
  for (const [index, name] of names.entries()) byName.set(name, byName.has(name) ? null : index)
  const joints = new Set(
    listOf(json['skins']).flatMap((skin) => listOf(recordOf(skin)['joints']).map(Number)),
  )
  const parents = new Map<number, number>()
  for (const [index, { children }] of nodes.entries())
    for (const child of listOf(children)) parents.set(Number(child), index)
  const parentJoint = (node: number): number | null => {
    const parent = parents.get(node)
    return parent !== undefined && joints.has(parent) ? parent : null
  }
  return { nodes, names, byName, joints, parentJoint }
}

function apart(a: Json, b: Json): string | null {
  if (a['matrix'] !== undefined || b['matrix'] !== undefined)
    return distance(numbers(a, 'matrix', IDENTITY), numbers(b, 'matrix', IDENTITY)) > SAME_PLACE
      ? 'rests differently'
      : null
  const [from, to] = [numbers(a, 'translation', [0, 0, 0]), numbers(b, 'translation', [0, 0, 0])]
  const metres = distance(from, to)
  if (metres > SAME_PLACE * Math.max(1, Math.hypot(...from), Math.hypot(...to)))
    return `rests ${(metres * 100).toPrecision(2)} cm elsewhere`
  const [turn, otherTurn] = [numbers(a, 'rotation', [0, 0, 0, 1]), numbers(b, 'rotation', [0, 0, 0, 1])]
  const opposite = otherTurn.map((part) => -part)
  if (Math.min(distance(turn, otherTurn), distance(turn, opposite)) > SAME_TURN)
    return 'rests turned differently'
  return distance(numbers(a, 'scale', [1, 1, 1]), numbers(b, 'scale', [1, 1, 1])) > SAME_PLACE
    ? 'is scaled differently'
    : null
}

const numbers = (node: Json, key: string, otherwise: readonly number[]): readonly number[] =>
  node[key] === undefined ? otherwise : listOf(node[key]).map(Number)

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((value, index) => value - (b[index] ?? Number.NaN)))

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]
