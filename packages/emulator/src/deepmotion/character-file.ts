import { characterGlb } from '../files/glb.ts'
import { thumbnail } from '../files/thumbnail.ts'
import type { ServedFile } from '../http/file-reply.ts'
import { characterById, type DeepMotionWorld } from './world.ts'

/** A character's `character.glb` or `thumb.png`: what its owner uploaded, or the mannequin. */
export function characterFile(world: DeepMotionWorld, id: string, name: string): ServedFile | null {
  const character = characterById(world, id)
  if (!character) return null
  const stored = (objectId: string | null) => (objectId === null ? null : world.storage.contentOf(objectId))
  if (name === 'thumb.png' && character.hasThumb) {
    const contentType = 'image/png'
    const content = stored(character.thumbObjectId)
    return content ? { content, contentType } : { bytes: thumbnail(), contentType }
  }
  if (name !== 'character.glb') return null
  const contentType = 'model/gltf-binary'
  const content = character.modelExtension === 'glb' ? stored(character.modelObjectId) : null
  return content ? { content, contentType } : { bytes: characterGlb(), contentType }
}
