import { ExportError } from '../export-error.ts'
import { AT_JSON } from '../gltf/check-claims.ts'
import type { Motion } from '../motion/motion.ts'
import { type Json, listOf, recordOf } from '../gltf/glb-container.ts'
import type { Rig } from './read-rig.ts'
import { inverse, rotate, rotationAt, times, vectorAt } from '../rotation.ts'

/** A motion on a rig, and the travel of a joint that was put above all of it. */
export interface RootedMotion {
  readonly motion: Motion
  readonly root: { readonly name: string; readonly travel: Float32Array<ArrayBuffer> } | null
}

/** Takes off the joint that `setRootMotion` added, if there is one the rig lacks. */
export function splitRoot(motion: Motion, rig: Rig): RootedMotion {
  const [first] = motion.joints
  if (motion.joints.length !== rig.joints.length + 1 || !first || first.parent !== null)
    return { motion, root: null }
  const count = motion.joints.length
  const rotations = new Float32Array(motion.frameCount * (count - 1) * 4)
  for (let frame = 0; frame < motion.frameCount; frame++)
    for (let joint = 1; joint < count; joint++)
      rotations.set(
        rotationAt(motion.rotations, frame * count + joint),
        (frame * (count - 1) + joint - 1) * 4,
      )
  const travel = motion.translations.find(({ joint }) => joint === 0)?.values
  return {
    motion: {
      ...motion,
      joints: rig.joints,
      rotations,
      translations: motion.translations.flatMap(({ joint, values }) =>
        joint === 0 ? [] : [{ joint: joint - 1, values }],
      ),
    },
    root: { name: first.name, travel: travel ?? new Float32Array(motion.frameCount * 3) },
  }
}

/**
 * Puts a node above the skeleton, where its topmost joints hang now; nothing moves by it.
 *
 * @returns The file's nodes and scenes with it, its index, and the travel in its own axes.
 * @throws ExportError `unsupported` where the topmost joints hang from different nodes.
 */
export function addRootNode(
  json: Json,
  rig: Rig,
  { name, travel }: NonNullable<RootedMotion['root']>,
): { readonly json: Json; readonly node: number; readonly values: Float32Array<ArrayBuffer> } {
  const tops = rig.rest.filter((_, joint) => rig.joints[joint]?.parent === null)
  const topNodes = new Set(tops.map(({ node }) => node))
  const nodes = listOf(json['nodes']).map(recordOf)
  const holders = nodes.flatMap((node, index) =>
    listOf(node['children']).some((child) => topNodes.has(Number(child))) ? [index] : [],
  )
  const scenes = listOf(json['scenes']).map(recordOf)
  const inScene = (scene: Json): boolean => listOf(scene['nodes']).some((node) => topNodes.has(Number(node)))
  if (holders.length + (scenes.some(inScene) ? 1 : 0) !== 1)
    throw new ExportError(
      'unsupported',
      'The skeleton of this GLB has several roots in different places, so no single root bone can be put above it.',
      AT_JSON,
    )
  const root = nodes.length
  const swap = (children: readonly unknown[]): readonly unknown[] => [
    ...children.filter((child) => !topNodes.has(Number(child))),
    root,
  ]
  const changed = nodes.map((node, index) =>
    holders.includes(index) ? { ...node, children: swap(listOf(node['children'])) } : node,
  )
  const parent = tops[0]?.parent
  const values = new Float32Array(travel.length)
  for (let frame = 0; frame < travel.length / 3; frame++) {
    const world = vectorAt(travel, frame)
    const local = parent ? times(rotate(inverse(parent.rotation), world), 1 / (parent.scale || 1)) : world
    values.set(local, frame * 3)
  }
  return {
    json: {
      ...json,
      nodes: [...changed, { name, children: [...topNodes] }],
      ...(json['scenes'] === undefined
        ? {}
        : {
            scenes: scenes.map((scene) =>
              inScene(scene) ? { ...scene, nodes: swap(listOf(scene['nodes'])) } : scene,
            ),
          }),
    },
    node: root,
    values,
  }
}
