import {
  type Json,
  layOutContainer,
  listOf,
  padded,
  readContainer,
  recordOf,
} from '../humanoid/glb-container.ts'
import type { Motion } from '../motion/motion.ts'

interface Track {
  /** Index into the joints. */
  readonly joint: number
  readonly path: 'rotation' | 'translation'
  readonly fill: (keys: Float32Array) => void
}

/**
 * A GLB of a skeleton with its motion as a clip, a key on every frame. The keys of a long take are the largest thing in
 * memory, so they are written where they stay.
 *
 * @param still - Its one skin has the joints of the motion, in their order.
 * @see glTF 2.0 specification, 3.11 (animations)
 */
export function withClip(still: Uint8Array, motion: Motion, name: string): Uint8Array<ArrayBuffer> {
  const { json, binary: before } = readContainer(still)
  const { frameCount, fps } = motion
  const joints = listOf(recordOf(listOf(json['skins'])[0])['joints'])
  const accessors = [...listOf(json['accessors'])]
  const views = listOf(json['bufferViews'])
  const start = padded(before.length)
  let floats = 0
  const fills: ((keys: Float32Array<ArrayBuffer>) => void)[] = []
  /** Index of a new accessor, whose keys will be filled in. */
  const append = (type: keyof typeof PARTS, fill: Track['fill'], bounds: Json = {}): number => {
    const [from, length] = [floats, frameCount * PARTS[type]]
    floats += length
    fills.push((keys) => fill(keys.subarray(from, from + length)))
    const place = { bufferView: views.length, byteOffset: from * 4 }
    return accessors.push({ ...place, componentType: FLOAT, count: frameCount, type, ...bounds }) - 1
  }
  const last = Math.fround((frameCount - 1) / fps)
  const timesOf = (keys: Float32Array): void => {
    for (let frame = 0; frame < frameCount; frame++) keys[frame] = frame / fps
  }
  const input = append('SCALAR', timesOf, { min: [0], max: [last] })
  const tracks = tracksOf(motion)
  const samplers = tracks.map(({ path, fill }) => ({
    input,
    output: append(path === 'rotation' ? 'VEC4' : 'VEC3', fill),
    interpolation: 'LINEAR',
  }))
  const channels = tracks.map(({ joint, path }, sampler) => ({
    sampler,
    target: { node: joints[joint], path },
  }))
  const { glb, binary } = layOutContainer(
    {
      ...json,
      accessors,
      bufferViews: [...views, { buffer: 0, byteOffset: start, byteLength: floats * 4 }],
      buffers: [{ byteLength: start + floats * 4 }],
      animations: [{ name, samplers, channels }],
    },
    start + floats * 4,
  )
  binary.set(before)
  const keys = new Float32Array(binary.buffer, binary.byteOffset + start, floats)
  for (const fill of fills) fill(keys)
  return glb
}

const FLOAT = 5126
const PARTS = { SCALAR: 1, VEC3: 3, VEC4: 4 } as const

function tracksOf(motion: Motion): readonly Track[] {
  const travels = motion.translations.map(({ joint, values }): Track => ({
    joint,
    path: 'translation',
    fill: (keys) => keys.set(values),
  }))
  const turns = motion.joints.flatMap((_, joint): readonly Track[] =>
    // The first joint always keeps its rotation, so that a clip in which nothing moves still has its length.
    joint === 0 || !isRest(motion, joint)
      ? [{ joint, path: 'rotation', fill: (keys) => fillRotations(keys, motion, joint) }]
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
