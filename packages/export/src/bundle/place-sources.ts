import { ExportError } from '../export-error.ts'
import type { SourceFile } from '../export-for.ts'
import { readSplats } from '../splat/read-splats.ts'
import type { SplatsRead } from '../splat/splats-read.ts'
import type { ChosenSource, LeftOut, SourceKind } from './choose-sources.ts'
import { uniqueStems } from './safe-stem.ts'

interface Named {
  readonly file: SourceFile
  /** Of files, without an ending; no other source of its kind has it. */
  readonly stem: string
}

/** A file, and where and under which name that lies which is made of it. */
export interface PlacedSource extends Named {
  /** With a slash at its end; empty where all sources of a bundle are called alike. */
  readonly folder: string
}

export interface SplatSource extends PlacedSource {
  readonly read: SplatsRead
}

/** All that goes into a bundle. */
export interface BundleSources {
  readonly motions: readonly PlacedSource[]
  readonly splats: readonly SplatSource[]
  readonly videos: readonly PlacedSource[]
}

/**
 * Give every source its place, and read the splats: only reading tells whether a PLY holds splats or a mesh.
 *
 * @returns `leftOut`: what holds no splats after all.
 * @throws ExportError `invalid-file` for damaged splats.
 */
export async function placeSources(
  chosen: readonly ChosenSource[],
): Promise<{ readonly sources: BundleSources; readonly leftOut: readonly LeftOut[] }> {
  const reads = new Map<SourceFile, SplatsRead>()
  const leftOut: LeftOut[] = []
  for (const { kind, file } of chosen) {
    if (kind !== 'splats') continue
    try {
      reads.set(file, await readSplats(file.bytes))
    } catch (thrown) {
      if (!ExportError.is(thrown) || thrown.code !== 'unsupported') throw thrown
      leftOut.push({ source: file.name, why: thrown.message })
    }
  }
  const named = (kind: SourceKind): readonly Named[] => {
    const files = chosen
      .filter((source) => source.kind === kind && (kind !== 'splats' || reads.has(source.file)))
      .map(({ file }) => file)
    const stems = uniqueStems(files.map(({ name }) => name))
    return files.map((file, index) => ({ file, stem: stems[index] ?? '' }))
  }
  const all = { motion: named('motion'), splats: named('splats'), video: named('video') }
  // What is called alike was made together, and its files have different endings.
  const isOne =
    new Set(Object.values(all).flatMap((each) => each.map(({ stem }) => stem.toLowerCase()))).size < 2
  const placed = (kind: SourceKind): readonly PlacedSource[] =>
    all[kind].map((source) => ({ ...source, folder: isOne ? '' : `${source.stem}/` }))
  const splats = placed('splats').flatMap((source) => {
    const read = reads.get(source.file)
    return read ? [{ ...source, read }] : []
  })
  return { sources: { motions: placed('motion'), splats, videos: placed('video') }, leftOut }
}
