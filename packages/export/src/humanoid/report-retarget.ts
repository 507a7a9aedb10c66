import type { Motion } from '../motion/motion.ts'
import type { HumanBone } from './human-bone.ts'
import type { HumanoidMap } from './map-humanoid.ts'
import {
  type BendMeasure,
  type LimbDeviation,
  measureBends,
  measureDeviations,
  measureSink,
} from './measure-retarget.ts'
import type { Reference } from './reference-pose.ts'
import type { RetargetedMotion } from './retarget-motion.ts'

/** What a retarget did, in numbers; {@link formatRetarget} says it in words. */
export interface RetargetReport {
  readonly source: HumanoidMap
  readonly target: HumanoidMap
  readonly reference: Reference
  /** Length of the target's legs by the source's. */
  readonly scale: number
  /** Metres the hips were lifted for the floor. */
  readonly lift: number
  /** Bones of the source that the target has no place for. */
  readonly dropped: readonly HumanBone[]
  /** Bones of the target that nothing moves. */
  readonly atRest: readonly HumanBone[]
  /** Joints of the source, other than the hips, whose place moves in their parent: stretching is not carried. */
  readonly stretching: readonly string[]
  /** Hands and feet. */
  readonly deviations: readonly LimbDeviation[]
  /** Elbows and knees of the result. */
  readonly bends: readonly BendMeasure[]
  /** Metres the toes or ankles go below where they rest on the floor, at most. */
  readonly sinkMetres: number
}

export function reportRetarget(source: Motion, result: RetargetedMotion): RetargetReport {
  const { sourceMap, targetMap, reference, scale, lift, dropped, atRest } = result
  return {
    source: sourceMap,
    target: targetMap,
    reference,
    scale,
    lift,
    dropped,
    atRest,
    stretching: stretchingJoints(source, sourceMap),
    deviations: measureDeviations(source, result),
    bends: measureBends(result.motion, targetMap),
    sinkMetres: measureSink(result.motion, targetMap),
  }
}

export function formatRetarget(report: RetargetReport): string {
  const list = (names: readonly string[]): string => (names.length > 0 ? names.join(', ') : 'none')
  const centimetres = (metres: number): string => `${(metres * 100).toFixed(1)} cm`
  return [
    `Source mapped with score ${report.source.score.toFixed(2)}, target with ${report.target.score.toFixed(2)}.`,
    report.reference === 'rest'
      ? 'The two rest poses are laid on each other.'
      : `Frame ${report.reference} of the source is laid on the rest pose of the target: the source rests in no pose of a person.`,
    `Travel is scaled by ${report.scale.toFixed(3)}, the hips are lifted by ${centimetres(report.lift)}.`,
    `Not carried, because the target lacks them: ${list(report.dropped)}.`,
    `Left at rest, because the source lacks them: ${list(report.atRest)}.`,
    `Joints that stretch in the source, which is not carried: ${list(report.stretching)}.`,
    ...report.deviations.map(
      ({ bone, limbMetres, bodyMetres }) =>
        `${bone}: at most ${centimetres(limbMetres)} from the scaled limb, ${centimetres(bodyMetres)} from the scaled body.`,
    ),
    ...report.bends
      .filter(({ frames }) => frames > 0)
      .map(
        ({ bone, medianDegrees }) =>
          `${bone}: bends ${medianDegrees.toFixed(0)} degrees off the axis it is built for.`,
      ),
    `Feet go at most ${centimetres(report.sinkMetres)} below where they rest${report.sinkMetres > 0.02 ? "; floor: 'solid' bends the knees instead" : ''}.`,
  ].join('\n')
}

function stretchingJoints({ joints, translations }: Motion, { bones }: HumanoidMap): readonly string[] {
  return translations.flatMap(({ joint, values }) => {
    const { parent, name } = joints[joint] ?? { parent: null, name: '' }
    if (parent === null || joint === bones.hips) return []
    const moves = values.some((value, index) => Math.abs(value - (values[index % 3] ?? 0)) > 0.002)
    return moves ? [name] : []
  })
}
