import { ExportError } from '../export-error.ts'
import type { Motion, TranslationTrack } from '../motion/motion.ts'
import { type Alignment, alignRests } from './align-rests.ts'
import { footRaises } from './foot-pitch.ts'
import { hingeTwists } from './hinge-twists.ts'
import { type HumanBone, REQUIRED_BONES } from './human-bone.ts'
import { isSameBody, liftOfFloor, measureBody, pelvisOf } from './hips-path.ts'
import { type Plan, planJoints } from './joint-plan.ts'
import { type HumanoidMap, mapHumanoid, type Skeleton } from './map-humanoid.ts'
import { keepAboveFloor } from './move-feet.ts'
import { createPlacer } from './place-joints.ts'
import { checkReference, chooseReference, type Reference } from './reference-pose.ts'
import { inverse, multiply, NO_ROTATION, plus, rotate, type Rotation, times, unit } from '../rotation.ts'
import { setTurn } from './sample-motion.ts'
import { createTurner } from './turn-joints.ts'
import { createWorldReader, type WorldPose } from './world-reader.ts'

export interface RetargetMotionOptions {
  /** Which joint of the source is which bone; told by `mapHumanoid` unless given. */
  readonly sourceMap?: HumanoidMap
  /** The same for the target. */
  readonly targetMap?: HumanoidMap
  /**
   * The pose of the source that is laid on the target's rest pose: its `rest`, a frame, or `auto` (the default), which
   * takes the rest where it is a standing person and otherwise the frame most like the target's rest.
   */
  readonly reference?: 'auto' | Reference
  /**
   * `match` (the default) lifts the whole figure, by one height for the clip, until the target's ankles stand as high as
   * they rest; `solid` also bends knees in frames where a foot would go below its floor; `keep` only scales heights.
   */
  readonly floor?: 'match' | 'solid' | 'keep'
}

/** A motion on another skeleton, and how it came there. */
export interface RetargetedMotion {
  /** On the joints of the target, whose axes are those of the world at rest. */
  readonly motion: Motion
  readonly sourceMap: HumanoidMap
  readonly targetMap: HumanoidMap
  readonly reference: Reference
  /** From the source's world to the target's: a turn about Y. */
  readonly facing: Rotation
  /** Length of the target's legs by that of the source's; all travel is scaled by it. */
  readonly scale: number
  /** Metres the hips were lifted for the floor. */
  readonly lift: number
  /** Bones that move in the source and that the target lacks. */
  readonly dropped: readonly HumanBone[]
  /** Bones of the target that stay at rest, because the source lacks them. */
  readonly atRest: readonly HumanBone[]
}

/**
 * Carries a motion to another skeleton, whatever its rest pose, bone axes, rolls, proportions and number of spine joints.
 *
 * Rotations are taken in the world, as turns away from a pose in which both stand alike (see `alignRests`), so neither
 * bone axes nor rolls matter. Bones of arms and legs point exactly where the source's point in every frame; spine and
 * neck are spread over the joints there are; the pelvis travels by the length of the legs.
 *
 * @throws ExportError `unsupported` when a required bone is missing on either side, with what is missing and why;
 *   hands alone may be missing. `invalid-option` for a reference frame that is not there.
 */
export function retargetMotion(
  motion: Motion,
  target: Skeleton,
  options: RetargetMotionOptions = {},
): RetargetedMotion {
  const { sourceMap = mapHumanoid(motion), targetMap = mapHumanoid(target), floor = 'match' } = options
  demandBody('motion', sourceMap)
  demandBody('target', targetMap)
  const still: Motion = {
    joints: target.joints,
    fps: motion.fps,
    frameCount: 0,
    rotations: new Float32Array(),
    translations: [],
  }
  const targetRest = createWorldReader(still)('rest')
  const poseOf = createWorldReader(motion)
  const reference = checkReference(
    options.reference === undefined || options.reference === 'auto'
      ? chooseReference({ motion, map: sourceMap }, { rest: targetRest, map: targetMap })
      : options.reference,
    motion,
  )
  const sourcePose = poseOf(reference)
  const sides = [
    { skeleton: motion, map: sourceMap },
    { skeleton: target, map: targetMap },
  ] as const
  const isSame = isSameBody({ rest: poseOf('rest'), map: sourceMap }, { rest: targetRest, map: targetMap })
  const raises = isSame ? new Map<HumanBone, number>() : footRaises(motion, sourceMap, reference)
  const align = (twists: ReadonlyMap<HumanBone, Rotation>): Stance => {
    const alignment = alignRests(
      { pose: sourcePose, map: sourceMap, reference },
      { pose: targetRest, map: targetMap },
      { twists, raises },
    )
    const plan = planJoints(...sides, alignment)
    const turnsOf = createTurner({ skeleton: target, rest: targetRest }, sourcePose, alignment, plan)
    return { alignment, plan, turnsOf }
  }
  const { alignment, plan, turnsOf } = reference === 'rest' ? align(new Map()) : alignByHinges()

  /** Upper bones first, because a twist there turns everything below. */
  function alignByHinges(): Stance {
    const step = Math.max(1, Math.floor(motion.frameCount / MOST_SAMPLES))
    const poses = Array.from({ length: Math.ceil(motion.frameCount / step) }, (_, index) =>
      poseOf(index * step),
    )
    let twists: ReadonlyMap<HumanBone, Rotation> = new Map()
    for (const part of ['upper', 'lower'] as const) {
      const known = align(twists)
      const from = { poses, map: sourceMap, facing: known.alignment.facing }
      const found = hingeTwists(from, { rest: targetRest, map: targetMap }, known.turnsOf, part)
      twists = new Map([...twists, ...found])
    }
    return align(twists)
  }

  const [sourceBody, targetBody] = [measureBody(sourcePose, sourceMap), measureBody(targetRest, targetMap)]
  const scale = targetBody.legLength / sourceBody.legLength
  const lift =
    floor === 'keep' || isSame
      ? 0
      : liftOfFloor(
          { motion, map: sourceMap },
          { rest: targetRest, map: targetMap, legLength: targetBody.legLength },
          scale,
        )
  const { facing } = alignment
  const placer = createPlacer(target, targetMap, targetRest)
  const count = target.joints.length
  const rotations = new Float32Array(motion.frameCount * count * 4)
  const translations = placer.joints.map((joint): TranslationTrack => ({
    joint,
    values: new Float32Array(motion.frameCount * 3),
  }))
  for (let frame = 0; frame < motion.frameCount; frame++) {
    const pose = poseOf(frame)
    const turns = turnsOf(pose)
    for (const [joint, { parent }] of target.joints.entries()) {
      const turn = turns[joint] ?? NO_ROTATION
      const local = parent === null ? turn : multiply(inverse(turns[parent] ?? NO_ROTATION), turn)
      setTurn(rotations, frame, count, joint, unit(local))
    }
    const pelvis = rotate(facing, times(pelvisOf(pose.places, sourceMap), scale))
    for (const [index, place] of placer.placesFor(turns, plus(pelvis, [0, lift, 0])).entries())
      translations[index]?.values.set(place, frame * 3)
  }

  const moved: Motion = { ...still, frameCount: motion.frameCount, rotations, translations }
  return {
    motion: floor === 'solid' && !isSame ? keepAboveFloor(moved, targetMap) : moved,
    sourceMap,
    targetMap,
    reference,
    facing,
    scale,
    lift,
    dropped: plan.dropped,
    atRest: plan.atRest,
  }
}

interface Stance {
  readonly alignment: Alignment
  readonly plan: Plan
  readonly turnsOf: (pose: WorldPose) => readonly Rotation[]
}

/** Poses looked at to find hinges. */
const MOST_SAMPLES = 600

function demandBody(what: 'motion' | 'target', map: HumanoidMap): void {
  const missing = REQUIRED_BONES.filter((bone) => map.bones[bone] === undefined && !bone.endsWith('Hand'))
  if (missing.length === 0) return
  const reasons = map.gaps.filter(({ bone, candidates }) => missing.includes(bone) && candidates.length > 0)
  const detail = reasons.map(({ bone, why }) => ` ${bone}: ${why}`).join('')
  throw new ExportError(
    'unsupported',
    `The ${what} is no humanoid as far as its joints tell: ${missing.join(', ')} ${missing.length > 1 ? 'are' : 'is'} missing.${detail} Pass a profile that says which joint is which.`,
  )
}
