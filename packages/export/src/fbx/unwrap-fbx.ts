import { sniffFormat } from '../sniff-format.ts'
import { fbxError } from './fbx-error.ts'
import { type ArchivedFile, unpackZip } from './zip/unpack-zip.ts'

export interface UnwrappedFbx {
  /** Every FBX file, such as one for each person; one without a path where there is no archive. */
  readonly models: readonly { readonly path: string | null; readonly bytes: Uint8Array }[]
  /** What lay beside them, such as textures; to be put where it lay, as seen from the models. */
  readonly companions: readonly ArchivedFile[]
}

/**
 * The FBX files of what a service calls one: services deliver zip archives under the name of the format (DeepMotion
 * does). What is no archive is given back as it is.
 *
 * @throws ExportError `invalid-file` for a damaged archive or one without an FBX file; as `unpackZip` and `readZip` say.
 */
export function unwrapFbx(bytes: Uint8Array): UnwrappedFbx {
  if (sniffFormat(bytes) !== 'zip') return { models: [{ path: null, bytes }], companions: [] }
  const files = unpackZip(bytes)
  const models = files.filter(({ path }) => /\.fbx$/i.test(path))
  if (models.length === 0) throw fbxError(0, 'this archive holds no FBX file.')
  return { models, companions: files.filter((file) => !models.includes(file)) }
}
