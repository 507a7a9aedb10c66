import { ExportError } from '../export-error.ts'

/**
 * Which joint is which bone: Unity's name of the bone (`LeftUpperLeg`, `Left Thumb Proximal`) to the name of the joint
 * in the model.
 */
export type UnityHumanoid = Readonly<Record<string, string>>

const sided = (bones: readonly string[], between: string): readonly string[] =>
  bones.flatMap((bone) => ['Left', 'Right'].map((side) => `${side}${between}${bone}`))

const FINGERS = ['Thumb', 'Index', 'Middle', 'Ring', 'Little'].flatMap((finger) =>
  ['Proximal', 'Intermediate', 'Distal'].map((phalanx) => `${finger} ${phalanx}`),
)

/**
 * What Unity demands of a person.
 *
 * @see HumanTrait.RequiredBone, docs.unity3d.com/ScriptReference/HumanTrait.RequiredBone.html
 */
export const UNITY_REQUIRED_BONES: readonly string[] = [
  'Hips',
  'Spine',
  'Head',
  ...sided(['UpperLeg', 'LowerLeg', 'Foot', 'UpperArm', 'LowerArm', 'Hand'], ''),
]

/** All it knows, as `HumanTrait.BoneName` spells them: those of the body without spaces, fingers with. */
export const UNITY_BONES: readonly string[] = [
  ...UNITY_REQUIRED_BONES,
  'Chest',
  'UpperChest',
  'Neck',
  'Jaw',
  ...sided(['Shoulder', 'Toes', 'Eye'], ''),
  ...sided(FINGERS, ' '),
]

/**
 * A map that Unity will take.
 *
 * Half a map is worse than none: with one, Unity stops looking by itself.
 *
 * @throws ExportError `invalid-option`, naming what is missing, unknown or there twice.
 */
export function assertHumanoid(humanoid: UnityHumanoid): void {
  const joints = Object.values(humanoid)
  const missing = UNITY_REQUIRED_BONES.filter((bone) => !humanoid[bone])
  const unknown = Object.keys(humanoid).filter((bone) => !UNITY_BONES.includes(bone))
  const twice = joints.filter((joint, index) => joints.indexOf(joint) !== index)
  const problems = [
    ...(missing.length > 0 ? [`it lacks ${missing.join(', ')}`] : []),
    ...(unknown.length > 0 ? [`Unity knows no ${unknown.join(', ')}`] : []),
    ...(twice.length > 0 ? [`${[...new Set(twice)].join(', ')} cannot be two bones`] : []),
  ]
  if (problems.length > 0)
    throw new ExportError('invalid-option', `The humanoid map cannot be used: ${problems.join('; ')}.`)
}
