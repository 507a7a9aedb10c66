import { inverse } from '../../rotation.ts'
import type { FbxNode } from '../file/fbx-node.ts'
import { numberOf, vectorOf } from '../file/properties70.ts'
import { compose, fromDegrees, type Turn } from './turn.ts'

type Triple = readonly [number, number, number]

/** What moves a model against its parent, as the file says it. */
export interface ModelTransform {
  readonly translation: Triple
  /** Degrees. */
  readonly rotation: Triple
  readonly scaling: Triple
  readonly order: number
  /** Before and after the rotation; no turn where the file does not let them act. */
  readonly before: Turn
  readonly after: Turn
  readonly rotationOffset: Triple
  readonly rotationPivot: Triple
  /** Whether scaling has a centre of its own. */
  readonly hasScalingPivot: boolean
}

const NOWHERE: Triple = [0, 0, 0]

/** @see "Computing transformation matrices", FBX SDK 2020 help: T Roff Rp Rpre R Rpost⁻¹ Rp⁻¹ Soff Sp S Sp⁻¹ */
export function transformOf(model: FbxNode): ModelTransform {
  const isActive = (numberOf(model, 'RotationActive') ?? 0) !== 0
  const degrees = (name: string): Turn =>
    isActive ? fromDegrees(vectorOf(model, name) ?? NOWHERE) : fromDegrees(NOWHERE)
  const isThere = (name: string): boolean => (vectorOf(model, name) ?? NOWHERE).some((value) => value !== 0)
  return {
    translation: vectorOf(model, 'Lcl Translation') ?? NOWHERE,
    rotation: vectorOf(model, 'Lcl Rotation') ?? NOWHERE,
    scaling: vectorOf(model, 'Lcl Scaling') ?? [1, 1, 1],
    order: isActive ? (numberOf(model, 'RotationOrder') ?? 0) : 0,
    before: degrees('PreRotation'),
    after: degrees('PostRotation'),
    rotationOffset: vectorOf(model, 'RotationOffset') ?? NOWHERE,
    rotationPivot: vectorOf(model, 'RotationPivot') ?? NOWHERE,
    hasScalingPivot: isThere('ScalingPivot') || isThere('ScalingOffset'),
  }
}

/** How a model stands at rest against its parent. */
export const restTurn = ({ before, rotation, order, after }: ModelTransform): Turn =>
  compose(compose(before, fromDegrees(rotation, order)), inverse(after))
