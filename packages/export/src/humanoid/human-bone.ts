const FINGERS = ['Thumb', 'Index', 'Middle', 'Ring', 'Little'] as const
const PHALANGES = ['Proximal', 'Intermediate', 'Distal'] as const
const ONE_OF_TWO = [
  'UpperLeg',
  'LowerLeg',
  'Foot',
  'Toes',
  'Shoulder',
  'UpperArm',
  'LowerArm',
  'Hand',
  'Eye',
] as const

export type Side = 'left' | 'right'
export type Finger = (typeof FINGERS)[number]
type CentreBone = 'hips' | 'spine' | 'chest' | 'upperChest' | 'neck' | 'head' | 'jaw'
/** A bone of which there are two, without its side: `UpperLeg`, `ThumbProximal`. */
export type PairedBone = (typeof ONE_OF_TWO)[number] | `${Finger}${(typeof PHALANGES)[number]}`

/**
 * A bone of a person, by the names of VRM 1.0 but with Unity's three joints of the thumb.
 *
 * Unity writes the same with capitals (`LeftUpperLeg`); VRM 1.0 calls the thumb `Metacarpal`, `Proximal`, `Distal`
 * where Unity and VRM 0 say `Proximal`, `Intermediate`, `Distal`.
 *
 * @see UnityCsReference Avatar.bindings.cs, HumanBodyBones (6000.7); vrm-specification VRMC_vrm-1.0, humanoid.md
 */
export type HumanBone = CentreBone | `${Side}${PairedBone}`

const CENTRE: readonly CentreBone[] = ['hips', 'spine', 'chest', 'upperChest', 'neck', 'head', 'jaw']

const PAIRED_BONES: readonly PairedBone[] = [
  ...ONE_OF_TWO,
  ...FINGERS.flatMap((finger) => PHALANGES.map((phalanx) => `${finger}${phalanx}` as const)),
]

/** Every bone, the trunk first; each one's parents come before it, on its own side. */
export const HUMAN_BONES: readonly HumanBone[] = [
  ...CENTRE,
  ...PAIRED_BONES.flatMap((bone) => [`left${bone}`, `right${bone}`] as const),
]

/** What Unity and VRM 1.0 both demand of a humanoid. */
export const REQUIRED_BONES: readonly HumanBone[] = [
  'hips',
  'spine',
  'head',
  'leftUpperLeg',
  'rightUpperLeg',
  'leftLowerLeg',
  'rightLowerLeg',
  'leftFoot',
  'rightFoot',
  'leftUpperArm',
  'rightUpperArm',
  'leftLowerArm',
  'rightLowerArm',
  'leftHand',
  'rightHand',
]

const NAMES: ReadonlySet<string> = new Set(HUMAN_BONES)

export const isHumanBone = (name: string): name is HumanBone => NAMES.has(name)

/** The same bone of the other side; bones of the trunk are their own. */
export function mirrored(bone: HumanBone): HumanBone {
  const other = bone.startsWith('left') ? `right${bone.slice(4)}` : `left${bone.slice(5)}`
  return sideOf(bone) !== null && isHumanBone(other) ? other : bone
}

export function sideOf(bone: HumanBone): Side | null {
  if (bone.startsWith('left')) return 'left'
  return bone.startsWith('right') ? 'right' : null
}

/** The bone this one hangs from, past those that a skeleton may lack; `null` for the hips. */
export function parentsOf(bone: HumanBone): readonly HumanBone[] {
  const parents: HumanBone[] = []
  for (let above = parentOf(bone); above !== null; above = parentOf(above)) parents.push(above)
  return parents
}

function parentOf(bone: HumanBone): HumanBone | null {
  const centre = CENTRE_PARENTS[bone]
  if (centre !== undefined) return centre
  const side = sideOf(bone) ?? 'left'
  const rest = bone.slice(side.length)
  const limb = LIMB_PARENTS[rest]
  if (limb !== undefined)
    return limb === 'hips' || limb === 'upperChest' || limb === 'head' ? limb : bonesNamed(side, limb)
  if (rest.endsWith('Proximal')) return bonesNamed(side, 'Hand')
  return bonesNamed(
    side,
    rest.endsWith('Distal')
      ? rest.replace('Distal', 'Intermediate')
      : rest.replace('Intermediate', 'Proximal'),
  )
}

function bonesNamed(side: Side, rest: string): HumanBone | null {
  const bone = `${side}${rest}`
  return isHumanBone(bone) ? bone : null
}

const CENTRE_PARENTS: Readonly<Record<string, HumanBone | null>> = {
  hips: null,
  spine: 'hips',
  chest: 'spine',
  upperChest: 'chest',
  neck: 'upperChest',
  head: 'neck',
  jaw: 'head',
}

const LIMB_PARENTS: Readonly<Record<string, string>> = {
  UpperLeg: 'hips',
  LowerLeg: 'UpperLeg',
  Foot: 'LowerLeg',
  Toes: 'Foot',
  Shoulder: 'upperChest',
  UpperArm: 'Shoulder',
  LowerArm: 'UpperArm',
  Hand: 'LowerArm',
  Eye: 'head',
}
