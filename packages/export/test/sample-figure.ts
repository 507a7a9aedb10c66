import { Document, type Node, WebIO } from '@gltf-transform/core'
import type { Joint, Motion, Vector3 } from '../src/motion/motion.ts'
import { localTo } from '../src/humanoid/read-rig.ts'
import { multiply, NO_ROTATION, type Rotation, rotate, turnAbout, unit } from '../src/rotation.ts'

/** What differs between the people of the tests. */
export interface FigureOptions {
  /** Degrees by which the arms hang below a T-pose. */
  readonly armsDown?: number
  readonly armLength?: number
  readonly legLength?: number
  readonly spineJoints?: number
  readonly fingers?: boolean
  /** The figure looks to -Z, as VRM 0 does. */
  readonly backwards?: boolean
}

/** A person of simple numbers with Mixamo's names, standing on the floor. */
export function figureJoints(options: FigureOptions = {}): readonly Joint[] {
  const { armsDown = 0, armLength = 0.28, legLength = 0.42, spineJoints = 3, fingers = true } = options
  const joints: Joint[] = []
  const add = (name: string, parent: string | null, offset: Vector3, end: Vector3 | null = null): void => {
    const index = joints.findIndex((joint) => joint.name === parent)
    const turned: Vector3 = options.backwards === true ? [-offset[0], offset[1], -offset[2]] : offset
    joints.push({ name, parent: parent === null ? null : index, offset: turned, end })
  }
  add('Hips', null, [0, 2 * legLength + 0.13, 0])
  let below = 'Hips'
  for (let index = 0; index < spineJoints; index++) {
    const name = index === 0 ? 'Spine' : `Spine${index}`
    add(name, below, [0, 0.36 / spineJoints, 0])
    below = name
  }
  add('Neck', below, [0, 0.15, 0])
  add('Head', 'Neck', [0, 0.1, 0.01], [0, 0.18, 0])
  for (const [side, sign] of [
    ['Left', 1],
    ['Right', -1],
  ] as const) {
    const angle = (-sign * armsDown * Math.PI) / 180
    const arm = (length: number): Vector3 => rotate(turnAbout([0, 0, 1], angle), [sign * length, 0, 0])
    add(`${side}Shoulder`, below, [sign * 0.06, 0.1, 0])
    add(`${side}Arm`, `${side}Shoulder`, [sign * 0.12, 0, 0])
    add(`${side}ForeArm`, `${side}Arm`, arm(armLength))
    add(`${side}Hand`, `${side}ForeArm`, arm(armLength * 0.9))
    if (fingers)
      for (const [finger, name] of ['Index', 'Middle'].entries()) {
        const [x, y] = arm(0.08)
        add(`${side}Hand${name}1`, `${side}Hand`, [x, y, 0.02 - finger * 0.02])
        add(`${side}Hand${name}2`, `${side}Hand${name}1`, arm(0.03))
        add(`${side}Hand${name}3`, `${side}Hand${name}2`, arm(0.02))
      }
    add(`${side}UpLeg`, 'Hips', [sign * 0.09, -0.05, 0])
    add(`${side}Leg`, `${side}UpLeg`, [0, -legLength, 0])
    add(`${side}Foot`, `${side}Leg`, [0, -legLength, 0])
    add(`${side}ToeBase`, `${side}Foot`, [0, -0.06, 0.13], [0, 0, 0.06])
  }
  return joints
}

/** Every joint sways on its own; elbows and knees bend as they are built to. */
export function swaying(joints: readonly Joint[], frameCount = 24, fps = 30): Motion {
  const rotations = new Float32Array(frameCount * joints.length * 4)
  const travel = new Float32Array(frameCount * 3)
  for (let frame = 0; frame < frameCount; frame++) {
    const [x, y, z] = joints[0]?.offset ?? [0, 0, 0]
    travel.set([x + 0.01 * frame, y + 0.02 * Math.sin(frame / 3), z + 0.03 * frame], frame * 3)
    for (const [index, { name }] of joints.entries()) {
      const swayed = 0.35 * Math.sin(frame / 5 + index)
      const turn = multiply(turnAbout([0, 1, 0], swayed), turnAbout([1, 0, 0], 0.5 * swayed))
      const bent = 0.6 + 0.5 * Math.sin(frame / 4 + index)
      const side = name.startsWith('Left') ? -1 : 1
      const own = name.endsWith('ForeArm')
        ? turnAbout([0, 1, 0], side * bent)
        : name.endsWith('Leg') && !name.endsWith('UpLeg')
          ? turnAbout([1, 0, 0], bent)
          : turn
      rotations.set(unit(own), (frame * joints.length + index) * 4)
    }
  }
  return { joints, fps, frameCount, rotations, translations: [{ joint: 0, values: travel }] }
}

/**
 * A skinned GLB of these joints whose nodes are turned as they please, below an armature that may be scaled and turned.
 *
 * @param turnOf - World rotation of each node at rest: the bone axes and rolls of this rig.
 */
export async function figureGlb(
  joints: readonly Joint[],
  turnOf: (joint: number) => Rotation = () => NO_ROTATION,
  armature: { readonly scale: number; readonly rotation: Rotation } = { scale: 1, rotation: NO_ROTATION },
): Promise<Uint8Array<ArrayBuffer>> {
  const document = new Document()
  const scene = document.createScene()
  const buffer = document.createBuffer()
  const { scale, rotation } = armature
  const holder = document
    .createNode('Armature')
    .setScale([scale, scale, scale])
    .setRotation([...rotation])
  scene.addChild(holder)
  const skin = document.createSkin()
  const nodes: Node[] = []
  for (const [index, { name, parent, offset }] of joints.entries()) {
    const above = parent === null ? rotation : turnOf(parent)
    const [x, y, z] = rotate(localTo(above, NO_ROTATION), offset)
    const node = document
      .createNode(name)
      .setTranslation([x / scale, y / scale, z / scale])
      .setRotation([...localTo(above, turnOf(index))])
    nodes.push(node)
    ;(parent === null ? holder : nodes[parent])?.addChild(node)
    skin.addJoint(node)
  }
  const corner = (values: number[]): ReturnType<Document['createAccessor']> =>
    document.createAccessor().setBuffer(buffer).setType('VEC3').setArray(Float32Array.from(values))
  const quads = (
    array: Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  ): ReturnType<Document['createAccessor']> =>
    document.createAccessor().setBuffer(buffer).setType('VEC4').setArray(array)
  const primitive = document
    .createPrimitive()
    .setAttribute('POSITION', corner([0, 0, 0, 0.1, 0, 0, 0, 0.1, 0]))
    .setAttribute('JOINTS_0', quads(new Uint8Array(12)))
    .setAttribute('WEIGHTS_0', quads(Float32Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0])))
  scene.addChild(
    document.createNode('Body').setMesh(document.createMesh().addPrimitive(primitive)).setSkin(skin),
  )
  return new WebIO().writeBinary(document)
}
