import { Logger, WebIO } from '@gltf-transform/core'
import { ExportError } from '../export-error.ts'
import type { FbxNote } from './fbx-note.ts'
import { readGlbSource } from './write/glb-source.ts'
import { type FbxWriteOptions, writeSource } from './write/write-source.ts'

export interface GlbFbxOptions extends FbxWriteOptions {
  /** Frames per second of all clips; otherwise what their keys imply, or 30. */
  readonly fps?: number
}

/**
 * A GLB as a binary FBX file: nodes, meshes, skin weights, base colours, and every clip with a key on every frame.
 *
 * Uniform scales of nodes go into what they hold, so no object of the file is scaled. Textures, morph targets, cameras
 * and lights are left out, and said so in the notes.
 *
 * @throws ExportError `invalid-file` for a GLB that cannot be read; `unsupported` for compressed ones; `invalid-option`
 * for a frame rate that is none.
 */
export async function glbToFbx(
  bytes: Uint8Array,
  { fps, unit = 'cm' }: GlbFbxOptions = {},
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly notes: readonly FbxNote[] }> {
  if (fps !== undefined && !(fps >= 1 && fps <= 1000))
    throw new ExportError('invalid-option', `${fps} frames a second is no frame rate; pass 1 to 1000.`)
  const { source, notes } = readGlbSource(await readGlb(bytes), fps ?? null)
  return { bytes: writeSource(source, { unit }), notes }
}

async function readGlb(bytes: Uint8Array): ReturnType<WebIO['readBinary']> {
  try {
    return await new WebIO().setLogger(new Logger(Logger.Verbosity.SILENT)).readBinary(Uint8Array.from(bytes))
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const isCompressed = /extension|draco|meshopt|dependenc/i.test(said)
    throw new ExportError(
      isCompressed ? 'unsupported' : 'invalid-file',
      isCompressed
        ? 'This GLB needs an extension that cannot be read here, such as compression. Export it without.'
        : `This GLB cannot be read: ${said.slice(0, 200)}. Download or export it again.`,
      { byteOffset: 0, line: null, column: null },
    )
  }
}
