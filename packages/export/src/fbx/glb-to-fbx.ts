import { ExportError } from '../export-error.ts'
import { type GlbDecoders, openGlb } from '../gltf/read-document.ts'
import type { FbxNote } from './fbx-note.ts'
import { readGlbSource } from './write/glb-source.ts'
import { type FbxWriteOptions, writeSource } from './write/write-source.ts'

export interface GlbFbxOptions extends FbxWriteOptions {
  /** Frames per second of all clips; otherwise what their keys imply, or 30. */
  readonly fps?: number
  /** For sources that are compressed. */
  readonly decoders?: GlbDecoders
}

/**
 * A GLB as a binary FBX file: nodes, meshes, skin weights, base colours, and every clip with a key on every frame.
 *
 * Uniform scales of nodes go into what they hold, so no object of the file is scaled. Textures, morph targets, cameras
 * and lights are left out, and said so in the notes.
 *
 * @throws ExportError `invalid-file` for a GLB that cannot be read; `unsupported` for a compressed one whose decoder is
 * not handed in; `invalid-option` for a frame rate that is none.
 */
export async function glbToFbx(
  bytes: Uint8Array,
  { fps, unit = 'cm', decoders }: GlbFbxOptions = {},
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly notes: readonly FbxNote[] }> {
  if (fps !== undefined && !(fps >= 1 && fps <= 1000))
    throw new ExportError('invalid-option', `${fps} frames a second is no frame rate; pass 1 to 1000.`)
  const { source, notes } = readGlbSource((await openGlb(bytes, decoders)).document, fps ?? null)
  return { bytes: writeSource(source, { unit }), notes }
}
