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
export type Stillness = (
  model: bigint,
  channel: Channel,
  rest: readonly number[],
  tolerance: number,
) => boolean

/** Every curve is unpacked once, however many models it drives. */
export function createStillness(scene: FbxScene): Stillness {
  const extents = new Map<bigint, readonly [number, number]>()
  const extentOf = (id: bigint): readonly [number, number] => {
    const known = extents.get(id)
    if (known) return known
    let [least, most] = [Infinity, -Infinity]
    for (const value of numbersOf(childOf(scene.objects.get(id), 'KeyValueFloat')?.properties[0])) {
      // Not a number is not still.
      least = value < least || Number.isNaN(value) ? value : least
      most = value > most || Number.isNaN(value) ? value : most
    }
    extents.set(id, [least, most])
    return [least, most]
  }
  return (model, channel, rest, tolerance) =>
    curvesOf(scene, model, channel).every(({ id, axis }) => {
      const [least, most] = extentOf(id)
      const still = rest[axis] ?? 0
      return most === -Infinity || (still - least <= tolerance && most - still <= tolerance)
    })
}
