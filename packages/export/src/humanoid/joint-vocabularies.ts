import type { HumanBone, PairedBone } from './human-bone.ts'

/** How one family of tools names the joints of a person. */
export interface JointVocabulary {
  readonly name: string
  /** How the two sides are written where a name has `*`: left, right. */
  readonly sides: readonly [left: string, right: string]
  /** Names of the trunk. The spine is listed from below; a bone may have several spellings. */
  readonly trunk: Partial<Readonly<Record<HumanBone, readonly string[]>>>
  /** Names of what there are two of, with `*` for the side. */
  readonly limbs: Partial<Readonly<Record<PairedBone, readonly string[]>>>
  /** Joints of one finger, `#` being 1 to 3; fingers in the order thumb, index, middle, ring, little. */
  readonly fingers?: readonly FingerNames[]
}

type FingerNames = readonly [first: string, second: string, third: string]

const numbered = (pattern: string, words: readonly string[]): readonly FingerNames[] =>
  words.map((word) => {
    const at = (number: number): string => pattern.replace('@', word).replace('#', `${number}`)
    return [at(1), at(2), at(3)] as const
  })

const ENGLISH = ['Thumb', 'Index', 'Middle', 'Ring', 'Pinky']

/**
 * Every vocabulary we know by heart. A joint is looked up exactly first, then with case, separators and side marks set
 * aside, so one entry serves `thigh.L`, `Thigh_l` and `DEF-thigh.L`.
 */
export const JOINT_VOCABULARIES: readonly JointVocabulary[] = [
  {
    // Third-party readers of DeepMotion's output agree on these (a Unity enum, a three-vrm retargeter, two tables).
    name: 'DeepMotion',
    sides: ['l', 'r'],
    trunk: {
      hips: ['hips_JNT'],
      spine: ['spine_JNT'],
      chest: ['spine1_JNT'],
      upperChest: ['spine2_JNT'],
      neck: ['neck_JNT'],
      head: ['head_JNT'],
    },
    limbs: {
      UpperLeg: ['*_upleg_JNT'],
      LowerLeg: ['*_leg_JNT'],
      Foot: ['*_foot_JNT'],
      Toes: ['*_toebase_JNT'],
      Shoulder: ['*_shoulder_JNT'],
      UpperArm: ['*_arm_JNT'],
      LowerArm: ['*_forearm_JNT'],
      Hand: ['*_hand_JNT'],
    },
    fingers: numbered('*_hand@#_JNT', ENGLISH),
  },
  {
    // Also MotionBuilder, Rokoko and the CMU conversions of them, all without the prefix.
    name: 'Mixamo',
    sides: ['Left', 'Right'],
    trunk: {
      hips: ['Hips'],
      spine: ['Spine'],
      chest: ['Spine1'],
      upperChest: ['Spine2'],
      neck: ['Neck'],
      head: ['Head'],
      jaw: ['Jaw'],
    },
    limbs: {
      UpperLeg: ['*UpLeg'],
      LowerLeg: ['*Leg'],
      Foot: ['*Foot'],
      Toes: ['*ToeBase'],
      Shoulder: ['*Shoulder'],
      UpperArm: ['*Arm'],
      LowerArm: ['*ForeArm'],
      Hand: ['*Hand'],
      Eye: ['*Eye'],
    },
    fingers: numbered('*Hand@#', ENGLISH),
  },
  {
    name: 'Unity',
    sides: ['Left', 'Right'],
    trunk: {
      hips: ['Hips'],
      spine: ['Spine'],
      chest: ['Chest'],
      upperChest: ['UpperChest'],
      neck: ['Neck'],
      head: ['Head'],
      jaw: ['Jaw'],
    },
    limbs: {
      UpperLeg: ['*UpperLeg'],
      LowerLeg: ['*LowerLeg'],
      Foot: ['*Foot'],
      Toes: ['*Toes', '*Toe'],
      Shoulder: ['*Shoulder'],
      UpperArm: ['*UpperArm'],
      LowerArm: ['*LowerArm'],
      Hand: ['*Hand'],
      Eye: ['*Eye'],
    },
    fingers: [...ENGLISH.slice(0, 4), 'Little'].map((word) => [
      `*${word}Proximal`,
      `*${word}Intermediate`,
      `*${word}Distal`,
    ]),
  },
  {
    name: 'VRoid',
    sides: ['L', 'R'],
    trunk: {
      hips: ['J_Bip_C_Hips'],
      spine: ['J_Bip_C_Spine'],
      chest: ['J_Bip_C_Chest'],
      upperChest: ['J_Bip_C_UpperChest'],
      neck: ['J_Bip_C_Neck'],
      head: ['J_Bip_C_Head'],
    },
    limbs: {
      UpperLeg: ['J_Bip_*_UpperLeg'],
      LowerLeg: ['J_Bip_*_LowerLeg'],
      Foot: ['J_Bip_*_Foot'],
      Toes: ['J_Bip_*_ToeBase'],
      Shoulder: ['J_Bip_*_Shoulder'],
      UpperArm: ['J_Bip_*_UpperArm'],
      LowerArm: ['J_Bip_*_LowerArm'],
      Hand: ['J_Bip_*_Hand'],
      Eye: ['J_Adj_*_FaceEye'],
    },
    fingers: numbered('J_Bip_*_@#', [...ENGLISH.slice(0, 4), 'Little']),
  },
  {
    // Blender's metarig; its first spine bone is the hips. The generated rig puts DEF- or ORG- in front.
    name: 'Rigify',
    sides: ['L', 'R'],
    trunk: {
      hips: ['spine'],
      spine: ['spine.001'],
      chest: ['spine.002'],
      upperChest: ['spine.003'],
      neck: ['spine.004'],
      head: ['spine.006'],
      jaw: ['jaw'],
    },
    limbs: {
      UpperLeg: ['thigh.*'],
      LowerLeg: ['shin.*'],
      Foot: ['foot.*'],
      Toes: ['toe.*'],
      Shoulder: ['shoulder.*'],
      UpperArm: ['upper_arm.*'],
      LowerArm: ['forearm.*'],
      Hand: ['hand.*'],
      Eye: ['eye.*'],
    },
    fingers: ['thumb', 'f_index', 'f_middle', 'f_ring', 'f_pinky'].map((word) => [
      `${word}.01.*`,
      `${word}.02.*`,
      `${word}.03.*`,
    ]),
  },
  {
    // SMPL and its kin call the ankle's child a foot: it is what others call toes.
    name: 'SMPL',
    sides: ['left', 'right'],
    trunk: {
      hips: ['pelvis'],
      spine: ['spine1'],
      chest: ['spine2'],
      upperChest: ['spine3'],
      neck: ['neck'],
      head: ['head'],
      jaw: ['jaw'],
    },
    limbs: {
      UpperLeg: ['*_hip'],
      LowerLeg: ['*_knee'],
      Foot: ['*_ankle'],
      Toes: ['*_foot', '*_toe'],
      Shoulder: ['*_collar'],
      UpperArm: ['*_shoulder'],
      LowerArm: ['*_elbow'],
      Hand: ['*_wrist'],
      Eye: ['*_eye_smplhf'],
    },
    fingers: numbered('*_@#', ['thumb', 'index', 'middle', 'ring', 'pinky']),
  },
  {
    // The hip, knee and ankle names of motion capture: Poser, MotionBuilder's older files, CMU by Bruce Hahne, Bandai-Namco.
    name: 'motion capture',
    sides: ['Left', 'Right'],
    trunk: {
      hips: ['Hips', 'Hip'],
      spine: ['lowerback', 'Chest'],
      chest: ['Chest2'],
      upperChest: ['Chest3'],
      neck: ['Neck'],
      head: ['Head'],
    },
    limbs: {
      UpperLeg: ['*Hip'],
      LowerLeg: ['*Knee'],
      Foot: ['*Ankle'],
      Toes: ['*Toe'],
      Shoulder: ['*Collar'],
      UpperArm: ['*Shoulder'],
      LowerArm: ['*Elbow'],
      Hand: ['*Wrist'],
    },
  },
  {
    name: 'MakeHuman',
    sides: ['L', 'R'],
    trunk: {
      hips: ['root'],
      spine: ['spine05', 'Spine1'],
      neck: ['neck01', 'Neck'],
      head: ['head'],
      jaw: ['jaw'],
    },
    limbs: {
      UpperLeg: ['upperleg01.*', 'UpLeg_*'],
      LowerLeg: ['lowerleg01.*', 'LoLeg_*'],
      Foot: ['foot.*'],
      Toes: ['toe1-1.*', 'Toe_*'],
      Shoulder: ['clavicle.*'],
      UpperArm: ['upperarm01.*', 'UpArm_*'],
      LowerArm: ['lowerarm01.*', 'LoArm_*'],
      Hand: ['wrist.*', 'Hand_*'],
      Eye: ['eye.*'],
    },
    fingers: [1, 2, 3, 4, 5].map((finger) => [
      `finger${finger}-1.*`,
      `finger${finger}-2.*`,
      `finger${finger}-3.*`,
    ]),
  },
  {
    // The older skeleton of MakeHuman has its own finger names; the rest is above.
    name: 'MakeHuman fingers',
    sides: ['L', 'R'],
    trunk: {},
    limbs: {},
    fingers: numbered('@#_*', ENGLISH),
  },
  {
    name: 'Unreal',
    sides: ['l', 'r'],
    trunk: {
      hips: ['pelvis'],
      spine: ['spine_01'],
      chest: ['spine_02'],
      upperChest: ['spine_03'],
      neck: ['neck_01'],
      head: ['head'],
    },
    limbs: {
      UpperLeg: ['thigh_*'],
      LowerLeg: ['calf_*'],
      Foot: ['foot_*'],
      Toes: ['ball_*'],
      Shoulder: ['clavicle_*'],
      UpperArm: ['upperarm_*'],
      LowerArm: ['lowerarm_*'],
      Hand: ['hand_*'],
    },
    fingers: numbered('@_0#_*', ['thumb', 'index', 'middle', 'ring', 'pinky']),
  },
  {
    name: '3ds Max Biped',
    sides: ['L', 'R'],
    trunk: {
      hips: ['Bip01 Pelvis', 'Bip001 Pelvis'],
      spine: ['Bip01 Spine', 'Bip001 Spine'],
      chest: ['Bip01 Spine1', 'Bip001 Spine1'],
      upperChest: ['Bip01 Spine2', 'Bip001 Spine2'],
      neck: ['Bip01 Neck', 'Bip001 Neck'],
      head: ['Bip01 Head', 'Bip001 Head'],
    },
    limbs: {
      UpperLeg: ['Bip01 * Thigh', 'Bip001 * Thigh'],
      LowerLeg: ['Bip01 * Calf', 'Bip001 * Calf'],
      Foot: ['Bip01 * Foot', 'Bip001 * Foot'],
      Toes: ['Bip01 * Toe0', 'Bip001 * Toe0'],
      Shoulder: ['Bip01 * Clavicle', 'Bip001 * Clavicle'],
      UpperArm: ['Bip01 * UpperArm', 'Bip001 * UpperArm'],
      LowerArm: ['Bip01 * Forearm', 'Bip001 * Forearm'],
      Hand: ['Bip01 * Hand', 'Bip001 * Hand'],
    },
    fingers: [0, 1, 2, 3, 4].map((finger) => [
      `Bip01 * Finger${finger}`,
      `Bip01 * Finger${finger}1`,
      `Bip01 * Finger${finger}2`,
    ]),
  },
]
