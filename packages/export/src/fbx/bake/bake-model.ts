import type { FbxNode } from '../file/fbx-node.ts'
import {
  boolLine,
  intLine,
  numberOf,
  propertyOf,
  vectorLine,
  vectorOf,
  withProperties,
} from '../file/properties70.ts'
import { transformOf } from './model-transform.ts'
import type { ModelPlan } from './plan-bake.ts'
import { applyToTriples, inverseOf } from './similarity.ts'
import { compose, fromDegrees, toDegrees } from './turn.ts'

type Triple = readonly [number, number, number]

/** A model with its transform as planned. Curves are another matter. */
export function bakeModel(model: FbxNode, plan: ModelPlan, hasRotationCurves: boolean): FbxNode {
  const { translation, scaling } = transformOf(model)
  const lines: Record<string, FbxNode> = {}
  if (translation.some(Boolean)) lines['Lcl Translation'] = lcl('Lcl Translation', moved(plan, translation))
  if (plan.removedScale !== 1) {
    const [x, y, z] = scaling
    lines['Lcl Scaling'] = lcl(
      'Lcl Scaling',
      [x, y, z].map((value) => value / plan.removedScale),
    )
  }
  for (const name of ['ScalingPivot', 'ScalingOffset']) scaleLine(model, lines, name, plan.outer.scale)
  const geometric = vectorOf(model, 'GeometricTranslation')
  if (geometric) {
    const inside = applyToTriples(inverseOf(plan.own), Float64Array.from(geometric))
    lines['GeometricTranslation'] = vectorLine('GeometricTranslation', 'Vector3D', inside)
  }
  return withProperties(model, {
    ...lines,
    ...pivotLines(model, plan),
    ...rotationLines(model, plan, hasRotationCurves),
  })
}

const lcl = (name: string, value: ArrayLike<number> & Iterable<number>): FbxNode =>
  vectorLine(name, name, value)

const moved = ({ outer }: ModelPlan, place: Triple): Float64Array =>
  applyToTriples(outer, Float64Array.from(place))

function scaleLine(model: FbxNode, lines: Record<string, FbxNode>, name: string, factor: number): void {
  const value = vectorOf(model, name)
  if (value)
    lines[name] = vectorLine(
      name,
      'Vector3D',
      value.map((part) => part * factor),
    )
}

/** The pivot itself stays where it is; what an outer turn moves it by goes into the offset. */
function pivotLines(model: FbxNode, plan: ModelPlan): Record<string, FbxNode> {
  const { rotationOffset, rotationPivot } = transformOf(model)
  if (!rotationOffset.some(Boolean) && !rotationPivot.some(Boolean)) return {}
  const place = moved(plan, [
    rotationOffset[0] + rotationPivot[0],
    rotationOffset[1] + rotationPivot[1],
    rotationOffset[2] + rotationPivot[2],
  ])
  const pivot = rotationPivot.map((value) => value * plan.outer.scale)
  return {
    RotationPivot: vectorLine('RotationPivot', 'Vector3D', pivot),
    RotationOffset: vectorLine(
      'RotationOffset',
      'Vector3D',
      place.map((value, axis) => value - (pivot[axis] ?? 0)),
    ),
  }
}

function rotationLines(model: FbxNode, plan: ModelPlan, hasCurves: boolean): Record<string, FbxNode> {
  const { outer, isStraightened } = plan
  const { before, after, rotation, order } = transformOf(model)
  const lines: Record<string, FbxNode> = {}
  const clear = (...names: readonly string[]): void => {
    for (const name of names)
      if (propertyOf(model, name)) lines[name] = vectorLine(name, 'Vector3D', [0, 0, 0])
  }
  if (isStraightened) {
    clear('PreRotation', 'PostRotation')
    return { ...lines, 'Lcl Rotation': lcl('Lcl Rotation', [0, 0, 0]) }
  }
  if (outer.turn[3] === 1) return {}
  const isPlain = before[3] === 1 && after[3] === 1 && order === 0
  if (isPlain && !hasCurves) {
    const degrees = toDegrees(compose(outer.turn, fromDegrees(rotation)))
    return { 'Lcl Rotation': lcl('Lcl Rotation', degrees) }
  }
  // Curves stay as they are: a turn before them is what PreRotation is for.
  if ((numberOf(model, 'RotationActive') ?? 0) === 0) {
    clear('PostRotation')
    if (propertyOf(model, 'RotationOrder')) lines['RotationOrder'] = intLine('RotationOrder', 0)
  }
  return {
    ...lines,
    RotationActive: boolLine('RotationActive', true),
    PreRotation: vectorLine('PreRotation', 'Vector3D', toDegrees(compose(outer.turn, before))),
  }
}
