import type { Document, Node } from '@gltf-transform/core'
import type { Turn } from '../bake/turn.ts'
import type { SourceNode } from './fbx-source.ts'
import { invert } from './skin-parts.ts'

type Triple = readonly [number, number, number]

/** A node of the default scene, its uniform scale taken off and kept in `ownScale`. */
export interface PlacedNode extends Omit<SourceNode, 'name'> {
  readonly node: Node
  /** What lengths inside it have to be multiplied by. */
  readonly ownScale: number
  /** What its own translation has to be multiplied by. */
  readonly outerScale: number
}

const SCALE_TOLERANCE = 1e-4

/** Every node of the default scene, parents first. */
export function placeNodes(document: Document): readonly PlacedNode[] {
  const root = document.getRoot()
  const joints = new Set(root.listSkins().flatMap((skin) => skin.listJoints()))
  const scaled = new Set(
    root
      .listAnimations()
      .flatMap((clip) =>
        clip
          .listChannels()
          .flatMap((channel) => (channel.getTargetPath() === 'scale' ? (channel.getTargetNode() ?? []) : [])),
      ),
  )
  const binds = bindsOf(document)
  const placed: PlacedNode[] = []
  const between = nodesAbove(joints)
  const seen = new Set<Node>()
  const scene = root.getDefaultScene() ?? root.listScenes()[0]
  // A list and no recursion: a file may chain more nodes than calls can be nested, or even close a circle.
  const waiting: { node: Node; parent: number | null; isBelowJoint: boolean }[] = (
    scene?.listChildren() ?? []
  )
    .toReversed()
    .map((node) => ({ node, parent: null, isBelowJoint: false }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, parent, isBelowJoint } = next
    if (seen.has(node)) continue
    seen.add(node)
    const above = parent === null ? null : (placed[parent] ?? null)
    const outerScale = above?.ownScale ?? 1
    const scale = node.getScale()
    const removed = isUniform(scale) && !scaled.has(node) ? scale[0] : 1
    const ownScale = outerScale * removed
    const isJoint = joints.has(node) || (isBelowJoint && between.has(node))
    const translation = times(node.getTranslation(), outerScale)
    const rotation = node.getRotation()
    const rest = multiplied(
      above?.bind ?? IDENTITY,
      matrixOf(translation, rotation, times(scale, 1 / removed)),
    )
    const bound = binds.get(node)
    placed.push({
      node,
      parent,
      kind: isJoint ? 'joint' : node.getMesh() && !node.getSkin() ? 'mesh' : 'group',
      translation,
      rotation,
      scale: times(scale, 1 / removed),
      bind: bound ? withoutScale(bound, ownScale) : rest,
      ownScale,
      outerScale,
    })
    const index = placed.length - 1
    for (const child of node.listChildren().toReversed())
      waiting.push({ node: child, parent: index, isBelowJoint: isJoint || isBelowJoint })
  }
  return placed
}

/** Every node that has one of these somewhere below it. */
function nodesAbove(joints: ReadonlySet<Node>): ReadonlySet<Node> {
  const above = new Set<Node>()
  for (const joint of joints)
    for (let node = joint.getParentNode(); node && !above.has(node); node = node.getParentNode())
      above.add(node)
  return above
}

/** Where skins say joints stand; of several that name one joint, the first. */
function bindsOf(document: Document): ReadonlyMap<Node, Float64Array> {
  const binds = new Map<Node, Float64Array>()
  for (const skin of document.getRoot().listSkins()) {
    const matrices = skin.getInverseBindMatrices()
    for (const [index, joint] of skin.listJoints().entries())
      if (!binds.has(joint) && matrices)
        binds.set(joint, invert(Float64Array.from(matrices.getElement(index, []))))
  }
  return binds
}

const isUniform = ([x, y, z]: Triple): boolean =>
  x > 0 && Math.abs(y - x) <= x * SCALE_TOLERANCE && Math.abs(z - x) <= x * SCALE_TOLERANCE

const times = ([x, y, z]: Triple, factor: number): Triple => [x * factor, y * factor, z * factor]

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)

/** A place with its axes divided by the scale that was taken off. */
const withoutScale = (matrix: Float64Array, scale: number): Float64Array =>
  matrix.map((value, at) => (at < 12 ? value / scale : value))

function matrixOf([tx, ty, tz]: Triple, [x, y, z, w]: Turn, [sx, sy, sz]: Triple): Float64Array {
  return Float64Array.of(
    (1 - 2 * (y * y + z * z)) * sx,
    2 * (x * y + w * z) * sx,
    2 * (x * z - w * y) * sx,
    0,
    2 * (x * y - w * z) * sy,
    (1 - 2 * (x * x + z * z)) * sy,
    2 * (y * z + w * x) * sy,
    0,
    2 * (x * z + w * y) * sz,
    2 * (y * z - w * x) * sz,
    (1 - 2 * (x * x + y * y)) * sz,
    0,
    tx,
    ty,
    tz,
    1,
  )
}

function multiplied(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(16)
  for (let column = 0; column < 4; column++)
    for (let row = 0; row < 4; row++)
      for (let part = 0; part < 4; part++)
        result[column * 4 + row] =
          (result[column * 4 + row] ?? 0) + (a[part * 4 + row] ?? 0) * (b[column * 4 + part] ?? 0)
  return result
}
