import { fbxError } from './fbx-error.ts'
import { readZip } from './zip/read-zip.ts'

export interface UnwrappedFbx {
  /** Of the FBX file, without folders; `null` where no archive named it. */
  readonly name: string | null
  readonly bytes: Uint8Array
  /** What lay beside it, such as textures; paths as seen from the FBX file where they are below it. */
  readonly companions: readonly { readonly path: string; readonly bytes: Uint8Array }[]
}

/** Far above any character with its textures, far below what fills a memory. In bytes. */
const MOST_BYTES = 512 * 2 ** 20
const MOST_FILES = 1000

/**
 * The FBX file of what a service calls one: services deliver zip archives under the name of the format (DeepMotion
 * does). What is no archive is given back as it is.
 *
 * @throws ExportError `invalid-file` for a damaged archive or one without an FBX file; `unsupported` for one with
 * several, and as `readZip` says.
 */
export function unwrapFbx(bytes: Uint8Array): UnwrappedFbx {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4
  if (!isZip) return { name: null, bytes, companions: [] }
  const files = readZip(bytes, MOST_BYTES).filter(({ path }) => !isClutter(path))
  if (files.length > MOST_FILES)
    throw fbxError(0, `this archive holds more than ${MOST_FILES} files.`, 'unsupported')
  const [fbx, another] = files.filter(({ path }) => /\.fbx$/i.test(path))
  if (!fbx) throw fbxError(0, 'this archive holds no FBX file.')
  if (another)
    throw fbxError(
      another.byteOffset,
      `this archive holds several FBX files (${JSON.stringify(fbx.path)}, ${JSON.stringify(another.path)}). Unpack it and pass one of them.`,
      'unsupported',
    )
  const folder = fbx.path.slice(0, fbx.path.lastIndexOf('/') + 1)
  return {
    name: fbx.path.slice(folder.length),
    bytes: fbx.unpack(),
    companions: files
      .filter((file) => file !== fbx)
      .map(({ path, byteOffset, unpack }) => {
        if (!isSafe(path))
          throw fbxError(
            byteOffset,
            `this archive has a file whose path leads out of it (${JSON.stringify(path)}).`,
          )
        return { path: path.startsWith(folder) ? path.slice(folder.length) : path, bytes: unpack() }
      }),
  }
}

/** Folders, and what macOS adds to archives. */
const isClutter = (path: string): boolean =>
  path.endsWith('/') || path.startsWith('__MACOSX/') || /(^|\/)\._?[^/]*$/.test(path)

const isSafe = (path: string): boolean =>
  !path.startsWith('/') && !/^[a-z]:/i.test(path) && !path.includes('\0') && !path.split('/').includes('..')
