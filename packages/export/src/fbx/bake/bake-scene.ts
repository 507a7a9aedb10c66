import { fbxError } from '../fbx-error.ts'
import { numbersOf, repackArray } from '../file/fbx-array.ts'
import { childOf, type FbxFile, type FbxNode, textAt } from '../file/fbx-node.ts'
import { type FbxScene, idOf } from '../file/fbx-scene.ts'
import { text } from '../file/make-node.ts'
import { doubleLine, numberOf, withProperties } from '../file/properties70.ts'
import { bakeCurveNode, scaleCurve } from './bake-curves.ts'
import { bakeGeometry } from './bake-geometry.ts'
import { bakeModel } from './bake-model.ts'
import { curveNodesOf, curvesOf } from './model-curves.ts'
import type { ModelPlan } from './plan-bake.ts'
import { aroundMatrix, inverseOf, type Similarity } from './similarity.ts'
import { axesOf, NO_TURN } from './turn.ts'

/**
 * The objects and connections of a file with a plan carried out: models, meshes and shapes, skins, poses, curves.
 *
 * @throws ExportError `unsupported` where one mesh or curve would have to become two.
 */
export function bakeScene(
  file: FbxFile,
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  world: Similarity,
): FbxFile {
  const made = new Map<bigint, FbxNode>()
  const renamed = new Map<string, string>()
  for (const plan of plans.values()) {
    const model = scene.objects.get(plan.id)
    if (!model) continue
    made.set(plan.id, bakeModel(model, plan, curvesOf(scene, plan.id, 'Lcl Rotation').length > 0))
  }
  bakeTracks(scene, plans, made, renamed)
  for (const [id, object] of scene.objects) {
    if (object.name === 'Geometry') made.set(id, bakeGeometry(object, insideOf(scene, plans, id, object)))
    else if (object.name === 'Deformer' && textAt(object, 2) === 'Cluster')
      made.set(id, bakeCluster(scene, plans, id, object, world))
    else if (object.name === 'Pose') made.set(id, bakePose(plans, object, world))
    else if (object.name === 'NodeAttribute') made.set(id, bakeAttribute(scene, plans, id, object))
  }
  return {
    ...file,
    nodes: file.nodes.map((entry) => {
      if (entry.name === 'Objects')
        return { ...entry, children: entry.children.map((object) => made.get(idOf(object) ?? -1n) ?? object) }
      if (entry.name !== 'Connections' || renamed.size === 0) return entry
      return { ...entry, children: entry.children.map((line) => renameConnection(line, renamed)) }
    }),
  }
}

const UNPLACED: Similarity = { turn: NO_TURN, scale: 1 }

/** What places inside a model are changed by; of a mesh, what all models that show it agree on. */
function insideOf(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  id: bigint,
  geometry: FbxNode,
): Similarity {
  const found = modelsAbove(scene, plans, id).map(({ own }) => inverseOf(own))
  const [first = UNPLACED, ...others] = found
  if (
    others.some(
      ({ turn, scale }) =>
        Math.abs(scale / first.scale - 1) > 1e-6 || turn.some((part, at) => part !== first.turn[at]),
    )
  )
    throw fbxError(
      geometry.byteOffset,
      'one mesh is shown by several objects of different scale. Make them single users in the program it comes from, and export again.',
      'unsupported',
    )
  return first
}

/** The models that show a mesh; of a shape, through its channel and blend shape, those that show the mesh it bends. */
function modelsAbove(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  id: bigint,
): readonly ModelPlan[] {
  const found: ModelPlan[] = []
  const seen = new Set([id])
  for (const each of seen)
    for (const { id: parent } of scene.parentsOf(each)) {
      const plan = plans.get(parent)
      const name = scene.objects.get(parent)?.name
      if (plan) found.push(plan)
      // A set goes on to what is added while it is gone through, and takes nothing twice.
      else if (seen.size < MOST_STEPS && (name === 'Deformer' || name === 'Geometry')) seen.add(parent)
    }
  return found
}

/** From a shape to its mesh it is three; a damaged file may go on for ever. */
const MOST_STEPS = 16

function bakeCluster(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  id: bigint,
  cluster: FbxNode,
  world: Similarity,
): FbxNode {
  const joint = scene.childrenOf(id).flatMap((link) => plans.get(link.id) ?? [])[0]
  const mesh = modelsAbove(scene, plans, id)[0]
  const unplaced = inverseOf({ ...world, turn: NO_TURN })
  return withMatrices(cluster, {
    Transform: [inverseOf(joint?.own ?? unplaced), mesh?.own ?? unplaced],
    TransformLink: [world, joint?.own ?? unplaced],
    TransformAssociateModel: [world, holderOf(scene, plans, joint)?.own ?? unplaced],
  })
}

/** What holds a skeleton: Blender's writer and reader mean it by the associate model of a cluster. */
function holderOf(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  joint: ModelPlan | undefined,
): ModelPlan | undefined {
  let above = joint
  for (
    let steps = 0;
    steps < DEEPEST_JOINT && above && textAt(scene.objects.get(above.id), 2) === 'LimbNode';
    steps++
  )
    above = above.parent ?? undefined
  return above
}

/** Far below any joint of a character. */
const DEEPEST_JOINT = 1000

function bakePose(plans: ReadonlyMap<bigint, ModelPlan>, pose: FbxNode, world: Similarity): FbxNode {
  const bake = (entry: FbxNode): FbxNode => {
    const target = childOf(entry, 'Node')?.properties[0]
    const plan = target?.type === 'L' ? plans.get(target.value) : undefined
    return plan ? withMatrices(entry, { Matrix: [world, plan.own] }) : entry
  }
  return {
    ...pose,
    children: pose.children.map((entry) => (entry.name === 'PoseNode' ? bake(entry) : entry)),
  }
}

function withMatrices(
  entry: FbxNode,
  sides: Readonly<Record<string, readonly [Similarity, Similarity]>>,
): FbxNode {
  const bake = (line: FbxNode): FbxNode => {
    const around = sides[line.name]
    const array = line.properties[0]
    if (!around || array === undefined || !('payload' in array) || array.length !== 16) return line
    return {
      ...line,
      properties: [repackArray(array.type, aroundMatrix(around[0], numbersOf(array), around[1]))],
    }
  }
  return { ...entry, children: entry.children.map(bake) }
}

/** Lengths of joints, cameras and lights. */
const LENGTHS = ['Size', 'NearPlane', 'FarPlane', 'FocusDistance', 'DecayStart', 'Radius']

function bakeAttribute(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  id: bigint,
  attribute: FbxNode,
): FbxNode {
  const scale = 1 / (modelsAbove(scene, plans, id)[0]?.own.scale ?? 1)
  const lines: Record<string, FbxNode> = {}
  for (const name of LENGTHS) {
    const value = numberOf(attribute, name)
    if (value !== null) lines[name] = doubleLine(name, value * scale)
  }
  return Object.keys(lines).length > 0 ? withProperties(attribute, lines) : attribute
}

/** Curves of translations, turned and scaled; of rotations and scales that were handed down, made still. */
function bakeTracks(
  scene: FbxScene,
  plans: ReadonlyMap<bigint, ModelPlan>,
  made: Map<bigint, FbxNode>,
  renamed: Map<string, string>,
): void {
  const factors = new Map<bigint, number>()
  const scale = (id: bigint, factor: number): void => {
    const curve = scene.objects.get(id)
    if (!curve) return
    if ((factors.get(id) ?? factor) !== factor)
      throw fbxError(
        curve.byteOffset,
        'one animation curve drives several objects of different scale. Bake the animation in the program it comes from, and export again.',
        'unsupported',
      )
    if (factors.has(id)) return
    factors.set(id, factor)
    if (factor !== 1) made.set(id, scaleCurve(curve, factor))
  }
  for (const { id, outer, isStraightened, removedScale } of plans.values()) {
    const axes = axesOf(outer.turn)
    for (const curveNode of curveNodesOf(scene, id, 'Lcl Translation')) {
      const found = scene.objects.get(curveNode)
      if (found) made.set(curveNode, bakeCurveNode(found, axes, outer.scale))
    }
    for (const curve of curvesOf(scene, id, 'Lcl Translation')) {
      const axis = axes.findIndex(({ from }) => from === curve.axis)
      scale(curve.id, outer.scale * (axes[axis]?.sign ?? 1))
      if (axis !== curve.axis) renamed.set(`${curve.id} ${curve.curveNode}`, `d|${'XYZ'[axis]}`)
    }
    const still = [
      ['Lcl Rotation', isStraightened ? 0 : 1],
      ['Lcl Scaling', 1 / removedScale],
    ] as const
    for (const [channel, factor] of still) {
      if (factor === 1) continue
      for (const curveNode of curveNodesOf(scene, id, channel)) {
        const found = scene.objects.get(curveNode)
        if (found) made.set(curveNode, bakeCurveNode(found, axesOf(NO_TURN), factor))
      }
      for (const curve of curvesOf(scene, id, channel)) scale(curve.id, factor)
    }
  }
}

function renameConnection(line: FbxNode, renamed: ReadonlyMap<string, string>): FbxNode {
  const [kind, child, parent, , ...rest] = line.properties
  if (!kind || child?.type !== 'L' || parent?.type !== 'L') return line
  const name = renamed.get(`${child.value} ${parent.value}`)
  return name === undefined ? line : { ...line, properties: [kind, child, parent, text(name), ...rest] }
}
