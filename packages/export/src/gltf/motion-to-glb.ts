import { type Buffer, Document, type Node, type Skin, WebIO } from '@gltf-transform/core'
import type { Motion } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import { appendClip, type ClipTrack } from './append-clip.ts'
import { listOf, readContainer, recordOf } from './glb-container.ts'
import { stickFigure } from './stick-figure.ts'

export interface GlbOptions {
  /** Draw a simple figure (the default). Without it the skeleton, its skin and the clip remain. */
  readonly figure?: boolean
  /** Of the armature and the clip. */
  readonly name?: string
}

/**
 * A motion as a GLB: skeleton, skin, one clip, and a figure to look at. Runs in Node and in browsers.
 *
 * The skin is there even without a mesh: Blender builds one armature with one action from a skin, and one empty with
 * one action for every joint without it. No node is ever scaled.
 */
export async function motionToGlb(
  motion: Motion,
  options: GlbOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { figure = true, name = 'motion' } = options
  const document = new Document()
  document.getRoot().getAsset().generator = '@onetake/export'
  const buffer = document.createBuffer()
  const scene = document.createScene(name)
  document.getRoot().setDefaultScene(scene)

  const armature = document.createNode(name)
  scene.addChild(armature)
  const nodes = motion.joints.map((joint) =>
    document.createNode(joint.name).setTranslation([...joint.offset]),
  )
  for (const [index, { parent }] of motion.joints.entries()) {
    const node = nodes[index]
    if (node) (parent === null ? armature : nodes[parent])?.addChild(node)
  }
  const skin = addSkin(document, buffer, motion, nodes).setName(name).setSkeleton(armature)
  // A skinned mesh below other nodes would have their transforms ignored, and the validator warns of it.
  if (figure) scene.addChild(addFigure(document, buffer, motion, `${name} figure`).setSkin(skin))
  const still = await new WebIO().writeBinary(document)
  if (motion.frameCount === 0) return still
  const container = readContainer(still)
  const joints = listOf(recordOf(listOf(container.json['skins'])[0])['joints']).map(Number)
  const { frameCount, fps } = motion
  return appendClip(container, { name, frameCount, fps, tracks: tracksOf(motion, joints) })
}

/** @param nodes - Index of the node of each joint. */
function tracksOf(motion: Motion, nodes: readonly number[]): readonly ClipTrack[] {
  const travels = motion.translations.flatMap(({ joint, values }): readonly ClipTrack[] => {
    const node = nodes[joint]
    return node === undefined ? [] : [{ node, path: 'translation', fill: (keys) => keys.set(values) }]
  })
  const turns = nodes.flatMap((node, joint): readonly ClipTrack[] =>
    // The first joint always keeps its rotation, so that a clip in which nothing moves still has its length.
    joint === 0 || !isRest(motion, joint)
      ? [{ node, path: 'rotation', fill: (keys) => fillRotations(keys, motion, joint) }]
      : [],
  )
  return [...travels, ...turns]
}

function fillRotations(keys: Float32Array, { rotations, joints, frameCount }: Motion, joint: number): void {
  for (let frame = 0; frame < frameCount; frame++) {
    const at = (frame * joints.length + joint) * 4
    for (let part = 0; part < 4; part++) keys[frame * 4 + part] = rotations[at + part] ?? 0
  }
}

function isRest({ rotations, joints, frameCount }: Motion, joint: number): boolean {
  for (let frame = 0; frame < frameCount; frame++) {
    const at = (frame * joints.length + joint) * 4
    for (let part = 0; part < 4; part++) if (rotations[at + part] !== (part === 3 ? 1 : 0)) return false
  }
  return true
}

function addSkin(document: Document, buffer: Buffer, motion: Motion, nodes: readonly Node[]): Skin {
  const rest = createPoseReader(motion)('rest').joints
  // Every joint's rest axes are those of the world, so the inverse of its bind matrix only moves.
  const matrices = new Float32Array(nodes.length * 16)
  const skin = document.createSkin()
  for (const [index, node] of nodes.entries()) {
    const [x = 0, y = 0, z = 0] = rest.subarray(index * 3, index * 3 + 3)
    matrices.set([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, -x, -y, -z, 1], index * 16)
    skin.addJoint(node)
  }
  return skin.setInverseBindMatrices(
    document.createAccessor().setType('MAT4').setArray(matrices).setBuffer(buffer),
  )
}

function addFigure(document: Document, buffer: Buffer, motion: Motion, name: string): Node {
  const { positions, normals, joints } = stickFigure(motion)
  const quadruples = new Uint16Array(joints.length * 4)
  const weights = new Uint8Array(joints.length * 4)
  for (const [vertex, joint] of joints.entries()) {
    quadruples[vertex * 4] = joint
    weights[vertex * 4] = 255
  }
  const isSmall = motion.joints.length <= 256
  const accessor = (): ReturnType<Document['createAccessor']> => document.createAccessor().setBuffer(buffer)
  const primitive = document
    .createPrimitive()
    .setMaterial(
      document
        .createMaterial('bone')
        .setBaseColorFactor([0.62, 0.68, 0.76, 1])
        .setMetallicFactor(0)
        .setRoughnessFactor(0.8),
    )
    .setAttribute('POSITION', accessor().setType('VEC3').setArray(positions))
    .setAttribute('NORMAL', accessor().setType('VEC3').setArray(normals))
    .setAttribute(
      'JOINTS_0',
      accessor()
        .setType('VEC4')
        .setArray(isSmall ? Uint8Array.from(quadruples) : quadruples),
    )
    .setAttribute('WEIGHTS_0', accessor().setType('VEC4').setArray(weights).setNormalized(true))
  return document.createNode(name).setMesh(document.createMesh(name).addPrimitive(primitive))
}
