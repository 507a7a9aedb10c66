import { numbersOf } from '../file/fbx-array.ts'
import { childOf } from '../file/fbx-node.ts'
import type { FbxScene } from '../file/fbx-scene.ts'

export type Channel = 'Lcl Translation' | 'Lcl Rotation' | 'Lcl Scaling'

/** One curve that drives one axis of one channel of a model. */
export interface ModelCurve {
  readonly id: bigint
  /** The curve node it is connected to. */
  readonly curveNode: bigint
  readonly axis: 0 | 1 | 2
}

/** The curve nodes that drive a channel of a model, of every clip and layer. */
export const curveNodesOf = (scene: FbxScene, model: bigint, channel: Channel): readonly bigint[] =>
  scene
    .childrenOf(model)
    .flatMap(({ id, property }) =>
      property === channel && scene.objects.get(id)?.name === 'AnimationCurveNode' ? [id] : [],
    )

export const curvesOf = (scene: FbxScene, model: bigint, channel: Channel): readonly ModelCurve[] =>
  curveNodesOf(scene, model, channel).flatMap((curveNode) =>
    scene.childrenOf(curveNode).flatMap(({ id, property }) => {
      const axis = ['d|X', 'd|Y', 'd|Z'].indexOf(property ?? '')
      return axis === 0 || axis === 1 || axis === 2 ? [{ id, curveNode, axis } as const] : []
    }),
  )

/** Whether no clip ever moves a channel away from what it is at rest. Writers that bake give every channel curves. */
export const isStill = (
  scene: FbxScene,
  model: bigint,
  channel: Channel,
  rest: readonly number[],
  tolerance: number,
): boolean =>
  curvesOf(scene, model, channel).every(({ id, axis }) =>
    numbersOf(childOf(scene.objects.get(id), 'KeyValueFloat')?.properties[0]).every(
      (value) => Math.abs(value - (rest[axis] ?? 0)) <= tolerance,
    ),
  )
