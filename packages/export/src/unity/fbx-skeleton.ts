import { nameOf, textAt } from '../fbx/file/fbx-node.ts'
import { indexScene } from '../fbx/file/fbx-scene.ts'
import { vectorOf } from '../fbx/file/properties70.ts'
import { readFbx } from '../fbx/file/read-fbx.ts'
import type { Skeleton } from '../humanoid/map-humanoid.ts'
import type { Joint } from '../motion/motion.ts'

/**
 * The joints of an FBX by name and parent: what a map by names needs. Offsets are as the file has them, in its unit and
 * in the turned axes of each parent, so nothing should be told from where a joint lies.
 *
 * Null for a file without joints, or with two of one name, which Unity could not tell apart either.
 *
 * @throws ExportError as `readFbx` does.
 */
export function fbxSkeleton(bytes: Uint8Array): Skeleton | null {
  const scene = indexScene(readFbx(bytes))
  const isJoint = (id: bigint): boolean => {
    const object = scene.objects.get(id)
    return object?.name === 'Model' && textAt(object, 2) === 'LimbNode'
  }
  const parentOf = (id: bigint): bigint | null =>
    scene.parentsOf(id).find(({ id: parent, property }) => property === null && isJoint(parent))?.id ?? null

  const joints: Joint[] = []
  const seen = new Set<bigint>()
  const roots = [...scene.objects.keys()].filter((id) => isJoint(id) && parentOf(id) === null)
  // Not by recursion: a chain of joints may be as long as somebody likes.
  const waiting = roots.map((id): { id: bigint; parent: number | null } => ({ id, parent: null }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { id, parent } = next
    const object = scene.objects.get(id)
    // A file may connect a joint twice, or to itself.
    if (!object || seen.has(id)) continue
    seen.add(id)
    const [x = 0, y = 0, z = 0] = vectorOf(object, 'Lcl Translation') ?? []
    const place = joints.push({ name: nameOf(object), parent, offset: [x, y, z], end: null }) - 1
    for (const { id: child, property } of scene.childrenOf(id))
      if (property === null && isJoint(child)) waiting.push({ id: child, parent: place })
  }
  const names = new Set(joints.map(({ name }) => name))
  return joints.length > 0 && names.size === joints.length ? { joints } : null
}
