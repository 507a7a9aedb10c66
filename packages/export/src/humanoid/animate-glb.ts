import { ExportError } from '../export-error.ts'
import { AT_JSON } from '../gltf/check-claims.ts'
import type { Motion } from '../motion/motion.ts'
import {
  type GlbContainer,
  listOf,
  padded,
  readContainer,
  recordOf,
  writeContainer,
} from './glb-container.ts'
import { withoutClips } from './drop-clips.ts'
import { addRootNode, splitRoot } from './root-node.ts'
import { localTo, type Rig, rigOf } from './read-rig.ts'
import { inverse, minus, multiply, NO_ROTATION, rotate, type Rotation, times } from '../rotation.ts'
import { createWorldReader } from './world-reader.ts'

export interface AnimateOptions {
  /** Of the new clip. */
  readonly name?: string
  /** `keep` (the default) adds the clip after those that are there; `replace` makes it the only one and drops their data. */
  readonly existing?: 'keep' | 'replace'
}

/**
 * Writes a motion into a GLB as a clip. Nothing else changes: meshes, skins, materials, morph targets, and extensions
 * nobody here knows stay as they are.
 *
 * @param motion - On the joints of this GLB, in the order of `readRig`; `retargetMotion` gives it. A joint that
 *   `setRootMotion` put above them becomes a node above the skeleton.
 * @throws ExportError `invalid-option` for a motion on other joints; as `readRig` for the file.
 */
export function animateGlb(
  glb: Uint8Array,
  motion: Motion,
  options: AnimateOptions = {},
): Uint8Array<ArrayBuffer> {
  const container = readContainer(glb)
  return writeContainer(withClip(container, rigOf(container), motion, options))
}

export function withClip(
  given: GlbContainer,
  rig: Rig,
  whole: Motion,
  { name = 'motion', existing = 'keep' }: AnimateOptions,
): GlbContainer {
  const { motion, root } = splitRoot(whole, rig)
  const { json: file, binary: before } = existing === 'replace' ? withoutClips(given) : given
  if (
    motion.joints.length !== rig.joints.length ||
    motion.joints.some((joint, index) => joint.name !== rig.joints[index]?.name)
  )
    throw new ExportError(
      'invalid-option',
      'This motion is on other joints than the GLB has. Retarget it onto this GLB first.',
    )
  const rooted = root ? addRootNode(file, rig, root) : null
  const container: GlbContainer = { json: rooted?.json ?? file, binary: before }
  const rootTracks: readonly Track[] = rooted
    ? [{ node: rooted.node, path: 'translation', values: rooted.values }]
    : []
  const tracks = motion.frameCount === 0 ? [] : [...rootTracks, ...tracksOf(rig, motion)]
  const accessors = [...listOf(container.json['accessors'])]
  const views = [...listOf(container.json['bufferViews'])]
  const parts: Uint8Array[] = [container.binary]
  let size = container.binary.length
  const append = (
    values: Float32Array<ArrayBuffer>,
    type: 'SCALAR' | 'VEC3' | 'VEC4',
    bounds: object,
  ): number => {
    const start = padded(size)
    if (start > size) parts.push(new Uint8Array(start - size))
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    size = start + values.byteLength
    views.push({ buffer: 0, byteOffset: start, byteLength: values.byteLength })
    const count = values.length / (type === 'SCALAR' ? 1 : type === 'VEC3' ? 3 : 4)
    accessors.push({ bufferView: views.length - 1, componentType: FLOAT, count, type, ...bounds })
    return accessors.length - 1
  }
  const times32 = Float32Array.from({ length: motion.frameCount }, (_, frame) => frame / motion.fps)
  const animations = [...listOf(container.json['animations'])]
  if (tracks.length > 0) {
    const input = append(times32, 'SCALAR', { min: [0], max: [times32.at(-1) ?? 0] })
    animations.push({
      name,
      samplers: tracks.map(({ path, values }) => ({
        input,
        interpolation: 'LINEAR',
        output: append(values, path === 'rotation' ? 'VEC4' : 'VEC3', {}),
      })),
      channels: tracks.map(({ node, path }, sampler) => ({ sampler, target: { node, path } })),
    })
  }
  const [first, ...others] = listOf(container.json['buffers'])
  if (first !== undefined && recordOf(first)['uri'] !== undefined)
    throw new ExportError(
      'unsupported',
      'The data of this GLB lies in another file. Export it again as one file.',
      AT_JSON,
    )
  const binary = joined(parts, padded(size))
  const json = {
    ...container.json,
    nodes: withoutMatrices(container.json, tracks, rig),
    accessors,
    bufferViews: views,
    buffers: [{ ...recordOf(first), byteLength: size }, ...others],
    animations,
  }
  if (animations.length > 0) return { json, binary }
  const { animations: _, ...rest } = json
  return { json: rest, binary }
}

interface Track {
  readonly node: number
  readonly path: 'rotation' | 'translation'
  readonly values: Float32Array<ArrayBuffer>
}

function tracksOf(rig: Rig, motion: Motion): readonly Track[] {
  const { frameCount, joints } = motion
  const poseOf = createWorldReader(motion)
  const travelling = new Set(motion.translations.map(({ joint }) => joint))
  const turned = joints.map(() => new Float32Array(frameCount * 4))
  const moved = new Map([...travelling].map((joint) => [joint, new Float32Array(frameCount * 3)]))
  for (let frame = 0; frame < frameCount; frame++) {
    const { places, turns } = poseOf(frame)
    for (const [joint, { parent }] of joints.entries()) {
      const rest = rig.rest[joint]
      if (!rest) continue
      // What the node hangs from: its own parent, which has turned with the joint above.
      const turnAbove = parent === null ? NO_ROTATION : (turns[parent] ?? NO_ROTATION)
      const above = multiply(turnAbove, rest.parent.rotation)
      const local = localTo(above, multiply(turns[joint] ?? NO_ROTATION, rest.rotation))
      turned[joint]?.set(nearTo(turned[joint], frame, local), frame * 4)
      const track = moved.get(joint)
      if (!track) continue
      const jointAbove = parent === null ? null : rig.rest[parent]
      const origin = jointAbove
        ? plusRotated(
            places[parent ?? 0] ?? [0, 0, 0],
            turnAbove,
            minus(rest.parent.position, jointAbove.position),
          )
        : rest.parent.position
      const offset = rotate(inverse(above), minus(places[joint] ?? [0, 0, 0], origin))
      track.set(times(offset, 1 / (rest.parent.scale || 1)), frame * 3)
    }
  }
  return joints.flatMap((_, joint): readonly Track[] => {
    const node = rig.rest[joint]?.node
    const rotation = turned[joint]
    if (node === undefined || !rotation) return []
    const track = moved.get(joint)
    return [
      ...(track ? [{ node, path: 'translation' as const, values: track }] : []),
      { node, path: 'rotation', values: rotation },
    ]
  })
}

const plusRotated = (
  place: readonly [number, number, number],
  turn: Rotation,
  offset: readonly [number, number, number],
): readonly [number, number, number] => {
  const [x, y, z] = rotate(turn, offset)
  return [place[0] + x, place[1] + y, place[2] + z]
}

/** Of a quaternion and its negative the one nearer the frame before: readers interpolate between neighbours. */
function nearTo(values: Float32Array | undefined, frame: number, [x, y, z, w]: Rotation): Rotation {
  if (frame === 0 || !values) return [x, y, z, w]
  const at = frame * 4 - 4
  const cosine =
    x * (values[at] ?? 0) + y * (values[at + 1] ?? 0) + z * (values[at + 2] ?? 0) + w * (values[at + 3] ?? 0)
  return cosine < 0 ? [-x, -y, -z, -w] : [x, y, z, w]
}

/** A node that is animated must not have a matrix (glTF 2.0, 5.25 node.matrix): it gets the same as parts. */
function withoutMatrices(
  json: Record<string, unknown>,
  tracks: readonly Track[],
  rig: Rig,
): readonly unknown[] {
  const animated = new Set(tracks.map(({ node }) => node))
  const restOf = new Map(rig.rest.map((rest) => [rest.node, rest]))
  return listOf(json['nodes']).map((node, index) => {
    const record = recordOf(node)
    const rest = restOf.get(index)
    if (record['matrix'] === undefined || !animated.has(index) || !rest) return node
    const { matrix, ...others } = record
    const m = listOf(matrix).map(Number)
    const size = Math.hypot(m[0] ?? 1, m[1] ?? 0, m[2] ?? 0)
    return {
      ...others,
      translation: [m[12] ?? 0, m[13] ?? 0, m[14] ?? 0],
      rotation: localTo(rest.parent.rotation, rest.rotation),
      scale: [size, size, size],
    }
  })
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const FLOAT = 5126
