import { ExportError } from '../export-error.ts'
import { appendClip, type ClipTrack } from '../gltf/append-clip.ts'
import {
  type GlbContainer,
  type Json,
  listOf,
  readContainer,
  recordOf,
  writeContainer,
} from '../gltf/glb-container.ts'
import type { Motion } from '../motion/motion.ts'
import { inverse, minus, multiply, NO_ROTATION, rotate, type Rotation, times } from '../rotation.ts'
import { withoutClips } from './drop-clips.ts'
import { localTo, type Rig, rigOf } from './read-rig.ts'
import { addRootNode, splitRoot } from './root-node.ts'
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
  return animateRig(container, rigOf(container), motion, options)
}

/** The same, for a GLB that was taken apart already, and its rig. */
export function animateRig(
  given: GlbContainer,
  rig: Rig,
  whole: Motion,
  { name = 'motion', existing = 'keep' }: AnimateOptions,
): Uint8Array<ArrayBuffer> {
  const { motion, root } = splitRoot(whole, rig)
  const { json: file, binary } = existing === 'replace' ? withoutClips(given) : given
  if (
    motion.joints.length !== rig.joints.length ||
    motion.joints.some((joint, index) => joint.name !== rig.joints[index]?.name)
  )
    throw new ExportError(
      'invalid-option',
      'This motion is on other joints than the GLB has. Retarget it onto this GLB first.',
    )
  const rooted = root ? addRootNode(file, rig, root) : null
  const json = rooted?.json ?? file
  const { frameCount, fps } = motion
  const travel: readonly ClipTrack[] = rooted
    ? [{ node: rooted.node, path: 'translation', fill: filledWith(rooted.values) }]
    : []
  const tracks = frameCount === 0 ? [] : [...travel, ...tracksOf(rig, motion)]
  if (tracks.length === 0) return writeContainer({ json, binary })
  const nodes = withoutMatrices(json, tracks, rig)
  return appendClip({ json: { ...json, nodes }, binary }, { name, frameCount, fps, tracks })
}

function tracksOf(rig: Rig, motion: Motion): readonly ClipTrack[] {
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
  return joints.flatMap((_, joint): readonly ClipTrack[] => {
    const node = rig.rest[joint]?.node
    const rotation = turned[joint]
    if (node === undefined || !rotation) return []
    const track = moved.get(joint)
    return [
      ...(track ? [{ node, path: 'translation' as const, fill: filledWith(track) }] : []),
      { node, path: 'rotation', fill: filledWith(rotation) },
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
function withoutMatrices(json: Json, tracks: readonly ClipTrack[], rig: Rig): readonly unknown[] {
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

const filledWith =
  (values: Float32Array): ClipTrack['fill'] =>
  (keys) =>
    keys.set(values)
