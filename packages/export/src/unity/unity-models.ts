import type { BundleOptions } from '../bundle/bundle-for.ts'
import type { SourceOutcome } from '../bundle/bundle-report.ts'
import { uniqueStems } from '../bundle/safe-stem.ts'
import { type ExportedFile, exportFor, type SourceFile } from '../export-for.ts'
import { sniffFormat } from '../sniff-format.ts'
import { assertHumanoid } from './unity-humanoid.ts'

/** What lies beside a model as `NAME.onetake.json`; read by `ModelNote.cs`. */
interface ModelNote {
  readonly madeBy: '@onetake/export'
  readonly version: 1
  readonly rig: 'humanoid' | 'generic'
  readonly loop: boolean
  readonly bones: readonly { readonly human: string; readonly joint: string }[]
}

/** Models as Unity takes them, each with its note. An FBX passes through, BVH becomes a GLB. */
export async function unityModels(
  sources: readonly SourceFile[],
  options: BundleOptions,
): Promise<{ files: readonly ExportedFile[]; outcomes: readonly SourceOutcome[] }> {
  const { humanoid, rig = 'humanoid', loop = false } = options.unity ?? {}
  if (humanoid) assertHumanoid(humanoid)
  const bones = Object.entries(humanoid ?? {}).map(([human, joint]) => ({ human, joint }))
  const note: ModelNote = { madeBy: '@onetake/export', version: 1, rig, loop, bones }
  const files: ExportedFile[] = []
  const outcomes: SourceOutcome[] = []
  const stems = uniqueStems(sources.map(({ name }) => name))
  for (const [index, source] of sources.entries()) {
    const stem = stems[index] ?? 'motion'
    const { bytes, outcome } = await toModel(source, stem, options)
    files.push({ path: outcome.path, bytes })
    files.push({
      path: `${stem}.onetake.json`,
      bytes: new TextEncoder().encode(`${JSON.stringify(note, null, 2)}\n`),
    })
    outcomes.push(outcome)
  }
  return { files, outcomes }
}

async function toModel(
  source: SourceFile,
  stem: string,
  options: BundleOptions,
): Promise<{ bytes: Uint8Array; outcome: SourceOutcome }> {
  if (sniffFormat(source.bytes) === 'fbx') {
    const path = `${stem}.fbx`
    const facts = { format: 'fbx', bytes: source.bytes.length }
    return {
      bytes: source.bytes,
      outcome: { kind: 'passed', source: source.name, path, facts, notes: [FBX_KEPT] },
    }
  }
  const { files, report } = await exportFor('web', [{ name: `${stem}.glb`, bytes: source.bytes }], options)
  const [made, first] = [files[0], report.sources[0]]
  if (!made || !first) throw new TypeError('exportFor gave no file for a source.')
  return { bytes: made.bytes, outcome: { ...first, source: source.name, path: made.path } }
}

const FBX_KEPT = {
  code: 'passed-through',
  severity: 'info',
  message: 'The FBX is as it came; its .meta tells Unity the unit, the rig and the bones.',
} as const
