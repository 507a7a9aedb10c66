import type { Joint } from '../motion/motion.ts'
import {
  type HumanBone,
  HUMAN_BONES,
  isHumanBone,
  parentsOf,
  REQUIRED_BONES,
  type Side,
  sideOf,
} from './human-bone.ts'
import type { JointTree } from './joint-tree.ts'
import { JOINT_VOCABULARIES, type JointVocabulary } from './joint-vocabularies.ts'
import { plainJointName, sharedPrefix } from './plain-joint-name.ts'

/** A joint that a name speaks for. */
export interface NamedBone {
  readonly joint: number
  /** `table`: the very name a tool gives; `name`: the same but for case, separators, side marks and prefixes. */
  readonly how: 'table' | 'name'
  readonly vocabulary: string
}

export interface NamedBones {
  readonly bones: ReadonlyMap<HumanBone, NamedBone>
  /** Bones that several joints could be by name, with those joints; none of them is taken. */
  readonly ambiguous: ReadonlyMap<HumanBone, readonly number[]>
}

/**
 * Finds bones by the names of their joints.
 *
 * Names mean different joints to different tools (`LeftShoulder` is a collar bone or an upper arm), so one vocabulary
 * is read as a whole: the one that explains most of the skeleton. Others only fill what it leaves open, and nothing is
 * taken that does not hang where it should.
 */
export function mapByName(joints: readonly Joint[], tree: JointTree): NamedBones {
  const prefix = sharedPrefix(joints.map(({ name }) => name))
  const plain = joints.map(({ name }) => plainJointName(name, prefix))
  const readings = JOINT_VOCABULARIES.map((vocabulary) => read(vocabulary, joints, plain, tree)).toSorted(
    (a, b) => b.weight - a.weight,
  )
  const bones = new Map<HumanBone, NamedBone>()
  const ambiguous = new Map<HumanBone, readonly number[]>()
  const taken = new Set<number>()
  for (const reading of readings)
    for (const bone of HUMAN_BONES) {
      if (bones.has(bone)) continue
      const found = reading.found.get(bone)?.filter(({ joint }) => !taken.has(joint)) ?? []
      const hanging = found.filter(({ joint }) => hangsRight(bone, joint, bones, tree))
      const [named, ...others] = hanging
      if (named && others.length === 0) {
        bones.set(bone, named)
        taken.add(named.joint)
      } else if (named) {
        ambiguous.set(
          bone,
          hanging.map(({ joint }) => joint),
        )
      } else if (
        found[0] &&
        found.length === 1 &&
        bone.endsWith('Foot') &&
        isNearLeg(bone, found[0].joint, bones, tree)
      ) {
        bones.set(bone, found[0])
        taken.add(found[0].joint)
      }
    }
  for (const bone of bones.keys()) ambiguous.delete(bone)
  return { bones, ambiguous }
}

interface Reading {
  readonly found: ReadonlyMap<HumanBone, readonly NamedBone[]>
  readonly weight: number
}

function read(
  vocabulary: JointVocabulary,
  joints: readonly Joint[],
  plain: readonly { side: Side | null; word: string }[],
  tree: JointTree,
): Reading {
  const exact = new Map<string, HumanBone>()
  const similar = new Map<string, HumanBone>()
  for (const [bone, names] of spellings(vocabulary))
    for (const name of names) {
      exact.set(name, bone)
      similar.set(`${sideOf(bone)} ${plainJointName(name).word}`, bone)
    }
  const found = new Map<HumanBone, NamedBone[]>()
  for (const [joint, { name }] of joints.entries()) {
    // MakeHuman puts helpers that only bridge a gap in front of a joint: __Clavicle_L.
    if (name.startsWith('__')) continue
    const bare = name.replace(/^mixamorig\d*[:_]?/, '')
    const said = exact.get(bare)
    const meant = plain[joint]
    const bone = said ?? (meant && similar.get(`${meant.side} ${meant.word}`))
    if (bone === undefined) continue
    const named: NamedBone = { joint, how: said ? 'table' : 'name', vocabulary: vocabulary.name }
    found.set(bone, [...(found.get(bone) ?? []), named])
  }
  // An exact name needs no rival that is only similar.
  for (const [bone, named] of found) {
    const sure = named.filter(({ how }) => how === 'table')
    if (sure.length > 0) found.set(bone, sure)
  }
  const first = new Map([...found].flatMap(([bone, named]) => (named[0] ? [[bone, named[0]] as const] : [])))
  let weight = 0
  for (const [bone, { joint, how }] of first)
    if (hangsRight(bone, joint, first, tree))
      weight += (REQUIRED_BONES.includes(bone) ? 1 : 0.1) + (how === 'table' ? 0.05 : 0)
  return { found, weight }
}

function spellings(vocabulary: JointVocabulary): readonly (readonly [HumanBone, readonly string[]])[] {
  const trunk = HUMAN_BONES.flatMap((bone) => {
    const names = vocabulary.trunk[bone]
    return names ? [[bone, names] as const] : []
  })
  const [left, right] = vocabulary.sides
  const sides = [
    ['left', left],
    ['right', right],
  ] as const
  const paired = [
    ...Object.entries(vocabulary.limbs),
    ...(vocabulary.fingers ?? []).flatMap((names, finger) =>
      names.map((name, phalanx) => [`${FINGERS[finger]}${PHALANGES[phalanx]}`, [name]] as const),
    ),
  ]
  return [
    ...trunk,
    ...sides.flatMap(([side, mark]) =>
      paired.flatMap(([bone, names]) => {
        const full = `${side}${bone}`
        return isHumanBone(full) ? [[full, names.map((name) => name.replace('*', mark))] as const] : []
      }),
    ),
  ]
}

/** Below every bone above it that is known, and above every bone below it: a hand that holds its own arm is no hand. */
function hangsRight(
  bone: HumanBone,
  joint: number,
  bones: ReadonlyMap<HumanBone, { joint: number }>,
  tree: JointTree,
): boolean {
  if (bone === 'hips' || bone === 'spine' || bone === 'chest' || bone === 'upperChest') return true
  return parentsOf(bone).every((parent) => {
    // The trunk is told by what meets where, not by its names: see trunk.ts.
    if (!/Leg|Foot|Arm|Hand|Proximal|Intermediate|Shoulder/.test(parent) && parent !== 'head') return true
    const above = bones.get(parent)
    return above === undefined || (above.joint !== joint && tree.isBelow(joint, above.joint))
  })
}

/** A foot that is not below its leg still stands at the end of it. */
function isNearLeg(
  bone: HumanBone,
  joint: number,
  bones: ReadonlyMap<HumanBone, NamedBone>,
  tree: JointTree,
): boolean {
  const leg = bones.get(sideOf(bone) === 'left' ? 'leftLowerLeg' : 'rightLowerLeg')
  const thigh = bones.get(sideOf(bone) === 'left' ? 'leftUpperLeg' : 'rightUpperLeg')
  const [knee, hip, foot] = [leg, thigh, { joint }].map((at) => (at ? tree.places[at.joint] : undefined))
  if (!knee || !hip || !foot) return false
  const length = Math.hypot(hip[0] - knee[0], hip[1] - knee[1], hip[2] - knee[2])
  const reach = Math.hypot(foot[0] - knee[0], foot[1] - knee[1], foot[2] - knee[2])
  return foot[1] < knee[1] && reach < 2 * length
}

const FINGERS = ['Thumb', 'Index', 'Middle', 'Ring', 'Little'] as const
const PHALANGES = ['Proximal', 'Intermediate', 'Distal'] as const
