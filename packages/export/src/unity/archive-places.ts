import { safeStem, uniqueStems } from '../bundle/safe-stem.ts'
import type { PassedReport } from '../bundle/bundle-report.ts'
import { isArchived, type SourceArchive } from '../bundle/unwrap-sources.ts'
import type { ExportedFile, SourceFile } from '../export-for.ts'

/**
 * Where models out of archives lie: each archive with pictures has a folder, in which all is as it was in the archive,
 * so that an FBX finds them under the names that it has for them. Everything else lies at the top.
 *
 * @returns Of a source, its folder, empty or with a slash at the end; and the pictures of all archives.
 */
export function archivePlaces(sources: readonly SourceFile[]): {
  readonly folderOf: (source: SourceFile) => string
  readonly pictures: readonly { readonly file: ExportedFile; readonly outcome: PassedReport }[]
} {
  const archives = [...new Set(sources.filter(isArchived).map(({ archive }) => archive))]
  const stems = uniqueStems(archives.map(({ name }) => name))
  const homeOf = (archive: SourceArchive): string =>
    stems[archives.indexOf(archive)] ?? safeStem(archive.name)
  return {
    folderOf: (source) => {
      if (!isArchived(source)) return ''
      const inside = source.path.slice(0, source.path.lastIndexOf('/') + 1)
      return `${homeOf(source.archive)}/${safePath(inside)}`
    },
    pictures: archives.flatMap((archive) => picturesOf(archive, homeOf(archive))),
  }
}

function picturesOf({ name, pictures }: SourceArchive, home: string) {
  const taken = new Set<string>()
  return pictures.flatMap(({ path: inside, bytes }) => {
    const path = `${home}/${safePath(inside)}`
    // Many file systems know one of these alone.
    if (taken.has(path.toLowerCase())) return []
    taken.add(path.toLowerCase())
    const facts = { format: path.slice(path.lastIndexOf('.') + 1).toLowerCase(), bytes: bytes.length }
    const outcome: PassedReport = { kind: 'passed', source: `${name}/${inside}`, path, facts, notes: [] }
    return [{ file: { path, bytes }, outcome }]
  })
}

/** As the archives of Unity can say it. */
const safePath = (path: string): string => path.replaceAll(/[^\w./() -]+/g, '_')
