import { stickFigure } from '../gltf/stick-figure.ts'
import type { Motion } from '../motion/motion.ts'
import { createPoseReader } from '../motion/pose-reader.ts'
import type { FbxSource, SourceClip, SourceMesh, SourceNode, SourceTrack } from './write/fbx-source.ts'
import { type FbxWriteOptions, writeSource } from './write/write-source.ts'

export interface MotionFbxOptions extends FbxWriteOptions {
  /** Draw a simple figure (the default). Without it the skeleton and the clip remain. */
  readonly figure?: boolean
  /** Of the armature and the clip. */
  readonly name?: string
}

/**
 * A motion as a binary FBX file: skeleton, one clip at the motion's own frame rate, and a skinned figure of bones.
 *
 * Joints are unturned and unscaled at rest, as in the motion, so that a humanoid avatar can be mapped at once.
 */
export function motionToFbx(motion: Motion, options: MotionFbxOptions = {}): Uint8Array<ArrayBuffer> {
  const { figure = true, name = 'motion', unit = 'cm' } = options
  const rest = createPoseReader(motion)('rest').joints
  const group = nodeOf(name, 'group', null, [0, 0, 0], [0, 0, 0])
  // The group comes first, so every joint is one place later than in the motion.
  const joints = motion.joints.map((joint, index) =>
    nodeOf(joint.name, 'joint', joint.parent === null ? 0 : joint.parent + 1, joint.offset, [
      rest[index * 3] ?? 0,
      rest[index * 3 + 1] ?? 0,
      rest[index * 3 + 2] ?? 0,
    ]),
  )
  const nodes = [group, ...joints]
  const source: FbxSource = {
    fps: motion.fps,
    nodes: figure ? [...nodes, nodeOf(`${name} figure`, 'mesh', null, [0, 0, 0], [0, 0, 0])] : nodes,
    meshes: figure ? [figureOf(motion, nodes, `${name} figure`)] : [],
    materials: figure ? [{ name: 'bone', color: [0.62, 0.68, 0.76, 1] }] : [],
    clips: motion.frameCount > 0 ? [clipOf(motion, name)] : [],
  }
  return writeSource(source, { unit })
}

type Triple = readonly [number, number, number]

const nodeOf = (
  name: string,
  kind: SourceNode['kind'],
  parent: number | null,
  translation: Triple,
  [x, y, z]: Triple,
): SourceNode => ({
  name,
  kind,
  parent,
  translation,
  rotation: [0, 0, 0, 1],
  scale: [1, 1, 1],
  bind: Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, x, y, z, 1),
})

function figureOf(motion: Motion, nodes: readonly SourceNode[], name: string): SourceMesh {
  const { positions, normals, joints } = stickFigure(motion)
  const vertexJoints = new Uint16Array(joints.length * 4)
  const weights = new Float32Array(joints.length * 4)
  for (const [vertex, joint] of joints.entries()) {
    vertexJoints[vertex * 4] = joint
    weights[vertex * 4] = 1
  }
  return {
    node: nodes.length,
    name,
    positions,
    normals,
    uvs: null,
    indices: Uint32Array.from(joints, (_, vertex) => vertex),
    materials: [0],
    materialOfTriangle: new Int32Array(joints.length / 3),
    skin: {
      joints: motion.joints.map((_, index) => index + 1),
      inverseBinds: nodes
        .slice(1)
        .map(({ bind }) => bind.map((value, at) => (at >= 12 && at < 15 ? -value : value))),
      vertexJoints,
      weights,
    },
  }
}

function clipOf({ joints, frameCount, rotations, translations }: Motion, name: string): SourceClip {
  const turns = joints.map((_, joint): SourceTrack => {
    const values = new Float32Array(frameCount * 4)
    for (let frame = 0; frame < frameCount; frame++) {
      const at = (frame * joints.length + joint) * 4
      values.set(rotations.subarray(at, at + 4), frame * 4)
    }
    return { node: joint + 1, path: 'rotation', values }
  })
  return {
    name,
    frameCount,
    tracks: [
      ...translations.map(({ joint, values }): SourceTrack => ({
        node: joint + 1,
        path: 'translation',
        values,
      })),
      // The first joint always keeps its curves, so that a clip in which nothing moves still has its length.
      ...turns.filter(({ values }, index) => index === 0 || !isRest(values)),
    ],
  }
}

const isRest = (values: Float32Array): boolean =>
  values.every((value, index) => value === (index % 4 === 3 ? 1 : 0))
