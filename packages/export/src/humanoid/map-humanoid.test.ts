import { describe, expect, test } from 'vitest'
import { figureGlb, figureJoints } from '../../test/sample-figure.ts'
import type { Joint } from '../motion/motion.ts'
import { readContainer, writeContainer } from '../gltf/glb-container.ts'
import { type HumanBone, HUMAN_BONES, mirrored, parentsOf, REQUIRED_BONES } from './human-bone.ts'
import { mapHumanoid } from './map-humanoid.ts'
import { readRig } from './read-rig.ts'

const joints = figureJoints()
const own = mapHumanoid({ joints })
const renamed = (name: (joint: string) => string): readonly Joint[] =>
  joints.map((joint) => ({ ...joint, name: name(joint.name) }))

/** From Mixamo's name, without its side. */
const OTHERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DeepMotion: {
    Hips: 'hips_JNT',
    Spine: 'spine_JNT',
    Spine1: 'spine1_JNT',
    Spine2: 'spine2_JNT',
    Neck: 'neck_JNT',
    Head: 'head_JNT',
    Shoulder: 'l_shoulder_JNT',
    Arm: 'l_arm_JNT',
    ForeArm: 'l_forearm_JNT',
    Hand: 'l_hand_JNT',
    UpLeg: 'l_upleg_JNT',
    Leg: 'l_leg_JNT',
    Foot: 'l_foot_JNT',
    ToeBase: 'l_toebase_JNT',
    HandIndex1: 'l_handIndex1_JNT',
    HandIndex2: 'l_handIndex2_JNT',
    HandIndex3: 'l_handIndex3_JNT',
    HandMiddle1: 'l_handMiddle1_JNT',
    HandMiddle2: 'l_handMiddle2_JNT',
    HandMiddle3: 'l_handMiddle3_JNT',
  },
  SMPL: {
    Hips: 'pelvis',
    Spine: 'spine1',
    Spine1: 'spine2',
    Spine2: 'spine3',
    Neck: 'neck',
    Head: 'head',
    Shoulder: 'left_collar',
    Arm: 'left_shoulder',
    ForeArm: 'left_elbow',
    Hand: 'left_wrist',
    UpLeg: 'left_hip',
    Leg: 'left_knee',
    Foot: 'left_ankle',
    ToeBase: 'left_foot',
    HandIndex1: 'left_index1',
    HandIndex2: 'left_index2',
    HandIndex3: 'left_index3',
    HandMiddle1: 'left_middle1',
    HandMiddle2: 'left_middle2',
    HandMiddle3: 'left_middle3',
  },
  Rigify: {
    Hips: 'DEF-spine',
    Spine: 'DEF-spine.001',
    Spine1: 'DEF-spine.002',
    Spine2: 'DEF-spine.003',
    Neck: 'DEF-spine.004',
    Head: 'DEF-spine.006',
    Shoulder: 'DEF-shoulder.L',
    Arm: 'DEF-upper_arm.L',
    ForeArm: 'DEF-forearm.L',
    Hand: 'DEF-hand.L',
    UpLeg: 'DEF-thigh.L',
    Leg: 'DEF-shin.L',
    Foot: 'DEF-foot.L',
    ToeBase: 'DEF-toe.L',
    HandIndex1: 'DEF-f_index.01.L',
    HandIndex2: 'DEF-f_index.02.L',
    HandIndex3: 'DEF-f_index.03.L',
    HandMiddle1: 'DEF-f_middle.01.L',
    HandMiddle2: 'DEF-f_middle.02.L',
    HandMiddle3: 'DEF-f_middle.03.L',
  },
  Unreal: {
    Hips: 'pelvis',
    Spine: 'spine_01',
    Spine1: 'spine_02',
    Spine2: 'spine_03',
    Neck: 'neck_01',
    Head: 'head',
    Shoulder: 'clavicle_l',
    Arm: 'upperarm_l',
    ForeArm: 'lowerarm_l',
    Hand: 'hand_l',
    UpLeg: 'thigh_l',
    Leg: 'calf_l',
    Foot: 'foot_l',
    ToeBase: 'ball_l',
    HandIndex1: 'index_01_l',
    HandIndex2: 'index_02_l',
    HandIndex3: 'index_03_l',
    HandMiddle1: 'middle_01_l',
    HandMiddle2: 'middle_02_l',
    HandMiddle3: 'middle_03_l',
  },
  'VRoid Studio': {
    Hips: 'J_Bip_C_Hips',
    Spine: 'J_Bip_C_Spine',
    Spine1: 'J_Bip_C_Chest',
    Spine2: 'J_Bip_C_UpperChest',
    Neck: 'J_Bip_C_Neck',
    Head: 'J_Bip_C_Head',
    Shoulder: 'J_Bip_L_Shoulder',
    Arm: 'J_Bip_L_UpperArm',
    ForeArm: 'J_Bip_L_LowerArm',
    Hand: 'J_Bip_L_Hand',
    UpLeg: 'J_Bip_L_UpperLeg',
    Leg: 'J_Bip_L_LowerLeg',
    Foot: 'J_Bip_L_Foot',
    ToeBase: 'J_Bip_L_ToeBase',
    HandIndex1: 'J_Bip_L_Index1',
    HandIndex2: 'J_Bip_L_Index2',
    HandIndex3: 'J_Bip_L_Index3',
    HandMiddle1: 'J_Bip_L_Middle1',
    HandMiddle2: 'J_Bip_L_Middle2',
    HandMiddle3: 'J_Bip_L_Middle3',
  },
}

function translated(table: Readonly<Record<string, string>>): (name: string) => string {
  return (name) => {
    const side = /^(Left|Right)/.exec(name)?.[0]
    const word = table[side ? name.slice(side.length) : name] ?? name
    if (side !== 'Right') return word
    return word
      .replace(/^left/, 'right')
      .replace(/^l_/, 'r_')
      .replace(/_l$/, '_r')
      .replace(/\.L$/, '.R')
      .replace('_L_', '_R_')
  }
}

describe('a skeleton is known by the names of', () => {
  test.each(Object.entries(OTHERS))('%s', (_, table) => {
    const map = mapHumanoid({ joints: renamed(translated(table)) })
    expect(map.isHumanoid).toBe(true)
    expect(map.bones).toEqual(own.bones)
    expect(map.score).toBeGreaterThan(0.9)
    expect(map.gaps).toEqual([])
  })

  test.each([
    ['a prefix with a number', (name: string) => `mixamorig1:${name}`],
    ['a name space', (name: string) => `Hero|${name}`],
    ['a prefix of their own', (name: string) => `Neo_${name}`],
    ['the numbers of Sketchfab', (name: string) => `${name}_012`],
    ['lower case', (name: string) => name.replace(/^(Left|Right)/, '$1_').toLowerCase()],
    [
      'side marks at the end',
      (name: string) => name.replace(/^(Left|Right)(.*)/, (_, side, word) => `${word}.${side[0]}`),
    ],
  ])('Mixamo with %s', (_, name) => expect(mapHumanoid({ joints: renamed(name) }).bones).toEqual(own.bones))
})

describe('a skeleton without telling names', () => {
  test('is known by its shape, body and limbs, and not as surely', () => {
    const map = mapHumanoid({
      joints: renamed((name) => `Bone.${joints.findIndex((joint) => joint.name === name)}`),
    })
    for (const bone of REQUIRED_BONES) expect([bone, map.bones[bone]]).toEqual([bone, own.bones[bone]])
    expect(map.score).toBeLessThan(0.8)
    expect(map.findings.find(({ bone }) => bone === 'leftHand')?.why).toMatch(/By shape/)
  })

  test('that looks to -Z has its left on the other side', () => {
    const backwards = figureJoints({ backwards: true }).map((joint, index) => ({
      ...joint,
      name: `Bone.${index}`,
    }))
    expect(mapHumanoid({ joints: backwards }).bones.leftFoot).toBe(own.bones.leftFoot)
  })

  test.each([
    ['feet that do not tell front from back', (joint: Joint) => joint.name.includes('Toe'), [0, -0.06, 0]],
    ['one short leg', (joint: Joint) => joint.name === 'LeftLeg', [0, -0.2, 0]],
    ['one arm that hangs', (joint: Joint) => joint.name === 'LeftForeArm', [0, -0.28, 0]],
  ] as const)('is not guessed with %s', (_, isIt, offset) => {
    const odd = joints.map((joint, index) => ({
      ...joint,
      ...(isIt(joint) ? { offset } : {}),
      name: `Bone.${index}`,
    }))
    const map = mapHumanoid({ joints: odd })
    expect(map.isHumanoid).toBe(false)
    expect(map.findings).toEqual([])
    expect(map.gaps).toHaveLength(15)
  })
})

describe('doubt', () => {
  test('leaves a bone out when two joints could be it, and names both', () => {
    const toes = joints.find(({ name }) => name === 'LeftToeBase')
    const twins = [
      ...renamed((name) => (name === 'LeftToeBase' ? 'left.toe' : name)),
      ...(toes ? [{ ...toes, name: 'Left_Toe' }] : []),
    ]
    const map = mapHumanoid({ joints: twins })
    expect(map.bones.leftToes).toBeUndefined()
    expect(map.gaps).toContainEqual({
      bone: 'leftToes',
      isRequired: false,
      why: 'Several joints could be it: left.toe, Left_Toe.',
      candidates: ['left.toe', 'Left_Toe'],
    })
  })

  test('lets names lie only where the hierarchy agrees: a hand above its arm is no hand', () => {
    const swapped = renamed((name) => ({ LeftArm: 'LeftHand', LeftHand: 'LeftArm' })[name] ?? name)
    expect(mapHumanoid({ joints: swapped }).isHumanoid).toBe(false)
  })

  test('says what one side has and the other lacks', () => {
    const map = mapHumanoid({ joints: renamed((name) => (name === 'LeftToeBase' ? 'Stub' : name)) })
    expect(map.gaps).toEqual([
      {
        bone: 'leftToes',
        isRequired: false,
        why: 'Only the other side has one (RightToeBase).',
        candidates: [],
      },
    ])
  })
})

describe('a VRM', () => {
  const withExtension = async (extensions: object): Promise<Uint8Array> => {
    const { json, binary } = readContainer(
      await figureGlb(renamed((name) => `x${joints.findIndex((joint) => joint.name === name)}`)),
    )
    return writeContainer({ json: { ...json, extensions }, binary })
  }
  const nodes = async (): Promise<Partial<Record<HumanBone, number>>> => {
    const rig = readRig(await figureGlb(joints))
    return Object.fromEntries(
      Object.entries(mapHumanoid(rig).bones).map(([bone, joint]) => [bone, rig.rest[joint]?.node ?? 0]),
    )
  }

  test('1.0 is believed whatever its joints are called, its thumb one joint further in', async () => {
    const known = await nodes()
    const humanBones = Object.fromEntries([
      ...Object.entries(known).map(([bone, node]) => [bone, { node }]),
      ['leftThumbMetacarpal', { node: known.leftIndexProximal }],
      ['leftThumbProximal', { node: known.leftIndexIntermediate }],
    ])
    const rig = readRig(await withExtension({ VRMC_vrm: { specVersion: '1.0', humanoid: { humanBones } } }))
    const map = mapHumanoid(rig)
    expect(map).toMatchObject({ isHumanoid: true, score: 1 })
    expect(map.findings.every(({ source }) => source === 'file')).toBe(true)
    expect(rig.humanoid?.leftThumbProximal).toBe(rig.humanoid?.leftIndexProximal)
    expect(rig.humanoid?.leftThumbIntermediate).toBe(rig.humanoid?.leftIndexIntermediate)
  })

  test('0.x is believed too', async () => {
    const humanBones = Object.entries(await nodes()).map(([bone, node]) => ({ bone, node }))
    expect(mapHumanoid(readRig(await withExtension({ VRM: { humanoid: { humanBones } } }))).isHumanoid).toBe(
      true,
    )
  })
})

describe('bones', () => {
  test('are Unity’s 55 less none: 7 of the trunk, 9 pairs, 15 pairs of finger bones', () => {
    expect(HUMAN_BONES).toHaveLength(7 + 2 * (9 + 15))
    expect(REQUIRED_BONES).toHaveLength(15)
  })
  test('hang from the hips, all of them', () => {
    for (const bone of HUMAN_BONES) if (bone !== 'hips') expect(parentsOf(bone).at(-1)).toBe('hips')
  })
  test('mirror twice to themselves', () => {
    for (const bone of HUMAN_BONES) expect(mirrored(mirrored(bone))).toBe(bone)
    expect(mirrored('leftThumbDistal')).toBe('rightThumbDistal')
    expect(mirrored('upperChest')).toBe('upperChest')
  })
})
