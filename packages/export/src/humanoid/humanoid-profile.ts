import { ExportError } from '../export-error.ts'
import { type HumanBone, HUMAN_BONES, isHumanBone } from './human-bone.ts'
import { type HumanoidMap, mapFromBones, type Skeleton } from './map-humanoid.ts'

/** A map as plain JSON, to be kept and corrected by hand: bones to the names of joints. */
export interface HumanoidProfile {
  readonly kind: 'onetake-humanoid'
  /** Of this layout; another number is refused. */
  readonly version: 1
  /** For people. */
  readonly name: string
  readonly bones: Partial<Readonly<Record<HumanBone, string>>>
}

export function toProfile(map: HumanoidMap, skeleton: Skeleton, name: string): HumanoidProfile {
  const bones = HUMAN_BONES.flatMap((bone) => {
    const joint = map.bones[bone]
    const jointName = joint === undefined ? undefined : skeleton.joints[joint]?.name
    return jointName === undefined ? [] : [[bone, jointName] as const]
  })
  return { kind: 'onetake-humanoid', version: 1, name, bones: Object.fromEntries(bones) }
}

/**
 * The map a profile means on this skeleton. Joints between hips and head need not be listed: they are found.
 *
 * @param profile - Parsed JSON of any origin; it is checked.
 * @throws ExportError `invalid-option` for what is no profile of this version, an unknown bone, a joint the skeleton
 *   lacks, or one joint for two bones. The message names all of them.
 */
export function fromProfile(profile: unknown, skeleton: Skeleton): HumanoidMap {
  const { bones, name } = checkProfile(profile)
  const indices = new Map(skeleton.joints.map((joint, index) => [joint.name, index]))
  const problems: string[] = []
  const found: Partial<Record<HumanBone, number>> = {}
  const takenBy = new Map<number, HumanBone>()
  for (const [bone, jointName] of Object.entries(bones)) {
    const joint = typeof jointName === 'string' ? indices.get(jointName) : undefined
    if (!isHumanBone(bone)) problems.push(`${JSON.stringify(bone)} is no bone`)
    else if (joint === undefined)
      problems.push(`${bone} is ${JSON.stringify(jointName)}, which this skeleton lacks`)
    else if (takenBy.has(joint))
      problems.push(`${bone} and ${takenBy.get(joint)} are both ${JSON.stringify(jointName)}`)
    else {
      takenBy.set(joint, bone)
      found[bone] = joint
    }
  }
  if (problems.length > 0)
    throw invalid(`Profile ${JSON.stringify(name)} does not fit: ${problems.join('; ')}.`)
  return mapFromBones(skeleton.joints, found, 'profile', `Profile ${JSON.stringify(name)} says so.`)
}

function checkProfile(profile: unknown): { bones: Readonly<Record<string, unknown>>; name: string } {
  const record: Readonly<Record<string, unknown>> =
    typeof profile === 'object' && profile !== null ? Object.fromEntries(Object.entries(profile)) : {}
  const { kind, version, name, bones } = record
  if (kind !== 'onetake-humanoid')
    throw invalid('This is no humanoid profile: its kind is not "onetake-humanoid". Make one with toProfile.')
  if (version !== 1)
    throw invalid(
      `This profile has version ${JSON.stringify(version)}; this release reads version 1. Make it anew with toProfile.`,
    )
  if (typeof name !== 'string') throw invalid('This profile has no name; give it one.')
  if (typeof bones !== 'object' || bones === null || Array.isArray(bones))
    throw invalid('The bones of this profile are no object of bone to joint name.')
  return { bones: Object.fromEntries(Object.entries(bones)), name }
}

const invalid = (message: string): ExportError => new ExportError('invalid-option', message)
