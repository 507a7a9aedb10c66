import { inverse } from '../../rotation.ts'
import { type FbxNode, textAt } from '../file/fbx-node.ts'
import { type FbxScene, SCENE_ID } from '../file/fbx-scene.ts'
import { numberOf, vectorOf } from '../file/properties70.ts'
import { createStillness, type Stillness } from './model-curves.ts'
import { restTurn, transformOf } from './model-transform.ts'
import { inverseOf, type Similarity } from './similarity.ts'
import { compose, degreesBetween, NO_TURN, quarterTurnNear, type Turn } from './turn.ts'

/** What happens to one model. Its place in the world becomes `world * place * own`. */
export interface ModelPlan {
  readonly id: bigint
  /** `null` for what stands in the scene directly. */
  readonly parent: ModelPlan | null
  /** Its own axes and unit: what is below and what it shows is changed by the inverse of this. */
  readonly own: Similarity
  /** What its transform is changed by on the side of the parent. */
  readonly outer: Similarity
  /** Its rotation moves into what it holds, and becomes none. */
  readonly isStraightened: boolean
  /** The uniform scale that moves into what it holds; 1 where none does. */
  readonly removedScale: number
}

/** Importers and exporters leave angles like 89.98; this far from a quarter turn is meant to be one. Degrees. */
const QUARTER_TOLERANCE = 0.05
const SCALE_TOLERANCE = 1e-4

/**
 * For every model, parents first: what turns and scales it can hand down, so that in the end no model but those that
 * were turned on purpose is turned, and none is scaled.
 *
 * A turn is handed down from the top of the scene only, by a model that is no joint, where it is a quarter turn that
 * no clip moves: that is how writers convert axes. A scale is handed down where it is uniform and no clip moves it.
 */
export function planBake(scene: FbxScene, world: Similarity): ReadonlyMap<bigint, ModelPlan> {
  const plans = new Map<bigint, ModelPlan>()
  const context: Context = { scene, shared: modelsThatShare(scene), stillness: createStillness(scene) }
  // A list and no recursion: a file may chain more models than calls can be nested.
  const waiting: Waiting[] = modelsBelow(scene, SCENE_ID)
    .toReversed()
    .map((id) => ({ id, parent: null, outer: world }))
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { id, parent, outer } = next
    const model = scene.objects.get(id)
    if (model?.name !== 'Model' || plans.has(id)) continue
    const plan = planModel(context, id, model, parent, outer)
    plans.set(id, plan)
    const below = inverseOf(plan.own)
    for (const child of modelsBelow(scene, id).toReversed())
      waiting.push({ id: child, parent: plan, outer: below })
  }
  return plans
}

interface Waiting {
  readonly id: bigint
  readonly parent: ModelPlan | null
  readonly outer: Similarity
}

interface Context {
  readonly scene: FbxScene
  /** What two models show cannot take over what only one of them hands down. */
  readonly shared: ReadonlySet<bigint>
  readonly stillness: Stillness
}

/** Only whole connections place a model; a joint is also connected to clusters, and a target to what looks at it. */
const modelsBelow = (scene: FbxScene, id: bigint): readonly bigint[] =>
  scene
    .childrenOf(id)
    .flatMap((link) =>
      link.property === null && scene.objects.get(link.id)?.name === 'Model' ? [link.id] : [],
    )

function planModel(
  context: Context,
  id: bigint,
  model: FbxNode,
  parent: ModelPlan | null,
  outer: Similarity,
): ModelPlan {
  const { scene, stillness } = context
  const transform = transformOf(model)
  const rest = compose(outer.turn, restTurn(transform))
  const isShared = context.shared.has(id)
  const mayStraighten = !isShared && (parent === null || parent.isStraightened)
  const quarter = mayStraighten ? straightening(stillness, id, model, rest) : null
  const [scale] = transform.scaling
  const isUniform =
    scale > 0 && transform.scaling.every((value) => Math.abs(value - scale) <= scale * SCALE_TOLERANCE)
  const isRemoved =
    isUniform &&
    !isShared &&
    Math.abs(scale - 1) > SCALE_TOLERANCE &&
    !transform.hasScalingPivot &&
    stillness(id, 'Lcl Scaling', transform.scaling, scale * SCALE_TOLERANCE) &&
    // These do not take over what their parent is scaled by.
    !modelsBelow(scene, id).some((child) => numberOf(scene.objects.get(child), 'InheritType') === 2)
  const removedScale = isRemoved ? scale : 1
  return {
    id,
    parent,
    outer,
    own: { turn: quarter === null ? NO_TURN : inverse(quarter), scale: 1 / (outer.scale * removedScale) },
    isStraightened: quarter !== null,
    removedScale,
  }
}

function straightening(isStill: Stillness, id: bigint, model: FbxNode, rest: Turn): Turn | null {
  const quarter = quarterTurnNear(rest, QUARTER_TOLERANCE)
  if (quarter === null || degreesBetween(quarter, NO_TURN) < 1) return null
  const kind = textAt(model, 2)
  // Cameras and lights look along an axis of their own, and a joint's axes are its maker's business.
  if (kind !== 'Null' && kind !== 'Mesh') return null
  const { rotation, rotationPivot, rotationOffset } = transformOf(model)
  if (rotationPivot.some(Boolean) || rotationOffset.some(Boolean)) return null
  if (vectorOf(model, 'GeometricRotation')?.some(Boolean)) return null
  if (vectorOf(model, 'GeometricScaling')?.some((value) => value !== 1)) return null
  return isStill(id, 'Lcl Rotation', rotation, QUARTER_TOLERANCE) ? quarter : null
}

/** The models that show a mesh that another one shows, too. */
function modelsThatShare(scene: FbxScene): ReadonlySet<bigint> {
  const shared = new Set<bigint>()
  for (const [id, object] of scene.objects) {
    if (object.name !== 'Geometry') continue
    const models = scene.parentsOf(id).filter((parent) => scene.objects.get(parent.id)?.name === 'Model')
    if (models.length > 1) for (const model of models) shared.add(model.id)
  }
  return shared
}
