import { characterGlb } from '../files/glb.ts'
import { thumbnail } from '../files/thumbnail.ts'
import type { ServedFile } from '../http/file-reply.ts'
import { characterById, type DeepMotionWorld } from './world.ts'

/** A character's `character.glb` or `thumb.png`: what its owner uploaded, or the mannequin. */
export function characterFile(world: DeepMotionWorld, id: string, name: string): ServedFile | null {
  const character = characterById(world, id)
  if (!character) return null
  const stored = (objectId: string | null) => (objectId === null ? null : world.storage.contentOf(objectId))
  if (name === 'thumb.png' && character.hasThumb)
    return { bytes: stored(character.thumbObjectId) ?? thumbnail(), contentType: 'image/png' }
  if (name !== 'character.glb') return null
  const own = character.modelExtension === 'glb' ? stored(character.modelObjectId) : null
  return { bytes: own ?? characterGlb(), contentType: 'model/gltf-binary' }
}
