import type { ExportedFile, SourceFile } from '../export-for.ts'
import { type FileFormat, sniffFormat } from '../sniff-format.ts'
import { sha256 } from './sha256.ts'
import { EXPORT_VERSION } from './shipped-files.ts'
import { type Json, withoutSecrets } from './without-secrets.ts'

/** The job that files come from: a succeeded snapshot fits, and whatever else is in it is not looked at. */
export interface SourceJob {
  readonly id: string
  /** `provider.operation`. */
  readonly operation: string
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number
  /** Milliseconds since the Unix epoch; of a succeeded job, when it succeeded. */
  readonly updatedAt: number
  /** What the job was asked; a snapshot does not carry it, so who stored it hands it in. */
  readonly input?: unknown
  readonly cost?: Cost
  readonly output?: unknown
}

export interface Cost {
  readonly amount: number
  /** Such as `credits`. */
  readonly unit: string
}

/** Where the files of a bundle come from, and how they were made; the shape of `provenance.json`. */
export interface Provenance {
  readonly format: 'onetake-provenance'
  readonly version: 1
  /** Null where nobody said. */
  readonly job: {
    readonly id: string
    readonly provider: string
    readonly operation: string
    /** ISO 8601, UTC. */
    readonly startedAt: string
    readonly finishedAt: string
    /** Without secrets and addresses; null where nobody said. */
    readonly input: Json
    readonly cost: Cost | null
    /** Everything the job made, also what is not in this bundle. */
    readonly artifacts: readonly FileIdentity[]
  } | null
  /** What this bundle was made from. */
  readonly sources: readonly (FileIdentity & { readonly format: FileFormat })[]
  /** What is in this bundle, but for this file and the report. */
  readonly files: readonly FileIdentity[]
  /** What made the bundle, name to version. */
  readonly tools: Readonly<Record<string, string>>
  /** ISO 8601, UTC; null unless told, so that the same input gives the same bytes. */
  readonly bundledAt: string | null
}

export interface FileIdentity {
  readonly name: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
}

export interface ProvenanceOptions {
  readonly job?: SourceJob
  /** Milliseconds since the Unix epoch. */
  readonly bundledAt?: number
  /** Of the tools around this package, such as `{ onetake: '1.2.0' }`. */
  readonly tools?: Readonly<Record<string, string>>
}

/** Tell where files come from. Credentials, refs and the addresses of services are in none of its fields. */
export async function toProvenance(
  sources: readonly SourceFile[],
  files: readonly ExportedFile[],
  { job, bundledAt, tools = {} }: ProvenanceOptions,
): Promise<Provenance> {
  return {
    format: 'onetake-provenance',
    version: 1,
    job: job
      ? {
          id: job.id,
          provider: job.operation.split('.')[0] ?? '',
          operation: job.operation,
          startedAt: instant(job.createdAt),
          finishedAt: instant(job.updatedAt),
          input: withoutSecrets(job.input),
          cost: job.cost ? { amount: job.cost.amount, unit: job.cost.unit } : null,
          artifacts: artifactsOf(job.output),
        }
      : null,
    sources: await Promise.all(
      sources.map(async ({ name, bytes }) => ({
        ...(await identify(fileName(name), bytes)),
        format: sniffFormat(bytes),
      })),
    ),
    files: await Promise.all(files.map(({ path, bytes }) => identify(path, bytes))),
    tools: { '@onetake/export': EXPORT_VERSION, ...tools },
    bundledAt: bundledAt === undefined ? null : instant(bundledAt),
  }
}

const identify = async (name: string, bytes: Uint8Array): Promise<FileIdentity> => ({
  name,
  bytes: bytes.length,
  sha256: await sha256(bytes),
})

/** Where somebody keeps their files is nobody's business. */
const fileName = (path: string): string => path.replaceAll('\\', '/').split('/').at(-1) ?? ''

/** An output is what some store or file said, so each field is looked at. */
function artifactsOf(output: unknown): readonly FileIdentity[] {
  const list = typeof output === 'object' && output !== null && 'artifacts' in output ? output.artifacts : []
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Partial<Record<keyof FileIdentity, unknown>> | null) => {
    const { name, bytes, sha256: hash } = item ?? {}
    return typeof name === 'string' && typeof bytes === 'number' && typeof hash === 'string'
      ? [{ name, bytes, sha256: hash }]
      : []
  })
}

/** A number that is no instant is not told at all. */
const instant = (at: number): string => {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? '' : date.toISOString()
}
