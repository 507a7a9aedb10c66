import { ExportError } from '../export-error.ts'
import type { SourceFile } from '../export-for.ts'
import { type ArchivedFile, unpackZip } from '../fbx/zip/unpack-zip.ts'
import { sniffFormat } from '../sniff-format.ts'
import type { LeftOut } from './choose-sources.ts'
import { safeStem } from './safe-stem.ts'

/** A model that came in an archive with pictures: they are of use where they lie as they lay there. */
export interface ArchivedSource extends SourceFile {
  readonly archive: SourceArchive
  /** In the archive. */
  readonly path: string
}

export interface SourceArchive {
  readonly name: string
  readonly pictures: readonly ArchivedFile[]
}

export const isArchived = (source: SourceFile): source is ArchivedSource => 'archive' in source

/**
 * Files as they can be chosen from: each model of a zip archive is one, since services deliver archives under the name
 * of a format. One model alone keeps the name of its archive; several are `ARCHIVE/their own`.
 *
 * A model that is in an archive and beside it, too, is taken once: from where its pictures are, or else as itself.
 *
 * @throws ExportError `invalid-file` for a damaged archive.
 */
export function unwrapSources(files: readonly SourceFile[]): {
  readonly sources: readonly SourceFile[]
  readonly leftOut: readonly LeftOut[]
} {
  const leftOut: LeftOut[] = []
  const opened = files.flatMap((file) =>
    sniffFormat(file.bytes) === 'zip' ? modelsOf(file, leftOut) : [file],
  )
  const worth = (file: SourceFile): number => (isArchived(file) ? 2 : files.includes(file) ? 1 : 0)
  const sources = opened.filter((file) => {
    const better = opened.find((other) => worth(other) > worth(file) && isSame(other.bytes, file.bytes))
    if (better) leftOut.push({ source: file.name, why: `The same model is in here as ${better.name}.` })
    return !better
  })
  return { sources, leftOut }
}

function modelsOf({ name, bytes }: SourceFile, leftOut: LeftOut[]): readonly SourceFile[] {
  const files = unpackedOr(name, bytes, leftOut)
  const models = files.filter((file) => MODELS.has(sniffFormat(file.bytes)))
  const pictures = files.filter(({ path }) => PICTURE.test(path))
  for (const file of files)
    if (!models.includes(file) && (!pictures.includes(file) || models.length === 0))
      leftOut.push({ source: `${name}/${file.path}`, why: 'It is neither a model nor a picture of one.' })
  if (models.length === 0 && files.length > 0)
    leftOut.push({ source: name, why: 'This archive holds no FBX, GLB or BVH.' })
  const archive = { name, pictures }
  return models.map(({ path, bytes: content }) => ({
    name: models.length === 1 ? `${safeStem(name)}.${sniffFormat(content)}` : `${name}/${path}`,
    bytes: content,
    ...(pictures.length > 0 && { archive, path }),
  }))
}

/** Nothing for an archive of a kind that is not read here, and why. */
function unpackedOr(name: string, bytes: Uint8Array, leftOut: LeftOut[]): readonly ArchivedFile[] {
  try {
    return unpackZip(bytes)
  } catch (thrown) {
    if (!ExportError.is(thrown) || thrown.code !== 'unsupported') throw thrown
    leftOut.push({ source: name, why: thrown.message })
    return []
  }
}

const MODELS: ReadonlySet<string> = new Set(['bvh', 'fbx', 'glb'])
/**
 * Pictures travel with the models of their archive, and only where those stay what they were.
 *
 * @param asTheyCame - Sources that are packed so, for a target that reads pictures.
 */
export function picturesLeftOut(
  sources: readonly SourceFile[],
  asTheyCame: readonly SourceFile[],
): readonly LeftOut[] {
  const archivesOf = (files: readonly SourceFile[]) =>
    files.flatMap((file) => (isArchived(file) ? [file.archive] : []))
  const travelling = archivesOf(asTheyCame)
  return [...new Set(archivesOf(sources))]
    .filter((archive) => !travelling.includes(archive))
    .flatMap(({ name, pictures }) =>
      pictures.map(({ path }) => ({
        source: `${name}/${path}`,
        why: 'It belongs to models that are not in here as they were.',
      })),
    )
}

/** What Unity and others read as textures. Anything else in an archive of somebody else stays there: Unity runs code. */
const PICTURE = /\.(png|jpe?g|tga|bmp|tiff?|psd|exr|hdr|gif|webp|dds)$/i

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])
