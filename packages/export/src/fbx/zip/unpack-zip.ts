import { sniffFormat } from '../../sniff-format.ts'
import { fbxError } from '../fbx-error.ts'
import { readZip } from './read-zip.ts'

/** A file out of an archive. */
export interface ArchivedFile {
  /** With forward slashes, never leading out of the archive; without a folder that holds all of it. */
  readonly path: string
  readonly bytes: Uint8Array
}

/** Far above any character with its textures, far below what fills a memory. In bytes. */
const MOST_BYTES = 512 * 2 ** 20
const MOST_FILES = 1000

/**
 * Every file of a zip archive, and of the archives in it that have the name of a model: a service that delivers each
 * model as an archive may put those into one.
 *
 * @throws ExportError `invalid-file` for a damaged archive and for paths that lead out of it; `unsupported` for more
 *   than 1000 files or 512 MiB, and as `readZip`.
 */
export function unpackZip(bytes: Uint8Array): readonly ArchivedFile[] {
  const files = unpacked(bytes, { bytes: MOST_BYTES, files: MOST_FILES })
  const unpackedBytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
  const left = { bytes: MOST_BYTES - unpackedBytes, files: MOST_FILES - files.length }
  const flat = files.flatMap((file) => {
    if (!isArchive(file)) return [file]
    const inner = unpacked(file.bytes, left)
    if (inner.some(isArchive))
      throw fbxError(
        0,
        'this archive holds archives of archives. Unpack it and pass what is inside.',
        'unsupported',
      )
    left.bytes -= inner.reduce((sum, { bytes: content }) => sum + content.length, 0)
    left.files -= inner.length
    const folder = file.path.replace(/\.\w+$/, '')
    return inner.map(({ path, bytes: content }) => ({ path: `${folder}/${path}`, bytes: content }))
  })
  return withoutCommonFolder(flat)
}

const isArchive = ({ path, bytes }: ArchivedFile): boolean =>
  /\.(bvh|fbx|glb)$/i.test(path) && sniffFormat(bytes) === 'zip'

interface Left {
  readonly bytes: number
  readonly files: number
}

function unpacked(archive: Uint8Array, left: Left): readonly ArchivedFile[] {
  const entries = readZip(archive, left.bytes).filter(({ path }) => !isClutter(path))
  if (entries.length > left.files)
    throw fbxError(0, `this archive holds more than ${MOST_FILES} files.`, 'unsupported')
  for (const { path, byteOffset } of entries)
    if (!isSafe(path))
      throw fbxError(
        byteOffset,
        `this archive has a file whose path leads out of it (${JSON.stringify(path)}).`,
      )
  return entries.map(({ path, unpack }) => ({ path: plainPath(path), bytes: unpack() }))
}

function withoutCommonFolder(files: readonly ArchivedFile[]): readonly ArchivedFile[] {
  const [first] = files
  const folder = first?.path.slice(0, first.path.indexOf('/') + 1) ?? ''
  if (folder === '' || !files.every(({ path }) => path.startsWith(folder))) return files
  return withoutCommonFolder(files.map(({ path, bytes }) => ({ path: path.slice(folder.length), bytes })))
}

const plainPath = (path: string): string =>
  path
    .split('/')
    .filter((name) => name !== '' && name !== '.')
    .join('/')

/** Folders, and what macOS adds to archives. */
const isClutter = (path: string): boolean =>
  path.endsWith('/') || path.startsWith('__MACOSX/') || /(^|\/)\._?[^/]*$/.test(path)

const isSafe = (path: string): boolean =>
  !path.startsWith('/') && !/^[a-z]:/i.test(path) && !path.includes('\0') && !path.split('/').includes('..')
